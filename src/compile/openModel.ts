import { basename } from 'node:path';
import { didYouMean, pickNamed, UsageError, type CompileRequest, type LoadedModel, type ModelListing, type OpenRequest } from '../core/index.ts';
import { brand, type Kernel, type Mutation, type Property, type RunProperty, type Scenario, type StateProperty } from '../lang/index.ts';
import { compileProgram } from './compileProgram.ts';
import { Loader } from './loader.ts';
import type { ModuleUnit } from './moduleUnit.ts';
import { removableOf } from './threads.ts';

interface Offered {
  readonly kernels: readonly Kernel[];
  readonly scenarios: readonly Scenario[];
  readonly properties: readonly Property[];
  readonly mutations: readonly Mutation[];
}

/** Loads a model module, with a mutation's edits if one is asked for. Throws `UsageError` and `CompileError`. */
export function openModel(request: OpenRequest): LoadedModel {
  if (request.mutation === undefined) return openWith(request, new Loader());
  const plain = openWith({ file: request.file, ...(request.also && { also: request.also }) }, new Loader());
  const { edits } = pickNamed('mutation', plain.mutations, request.mutation);
  const loader = new Loader(edits);
  const model = openWith(request, loader);
  loader.assertAllEdited();
  return model;
}

function openWith(request: OpenRequest, loader: Loader): LoadedModel {
  const main = offeredBy(loader.load(request.file));
  const also = (request.also ?? []).map((file) => offeredBySome(file, loader));
  const [kernel] = [main, ...also].flatMap((one) => one.kernels);
  const scenarios = unique([...(kernel?.scenarios ?? []), ...[main, ...also].flatMap((one) => one.scenarios)]);
  const extra = unique(also.flatMap((one) => one.properties));
  const general = unique([...(kernel?.properties ?? []), ...extra]);
  const own = unique(scenarios.flatMap((one) => one.properties ?? []));
  const loose = kernel ? [] : main.properties;
  const mutations = unique([...(kernel?.mutations ?? []), ...main.mutations]);
  const listing: ModelListing = {
    name: kernel?.name ?? basename(request.file).replace(/\.[jt]s$/, ''),
    title: kernel?.title ?? '',
    file: request.file,
    scenarios,
    properties: unique([...general, ...loose, ...own]),
    mutations,
  };
  const find = (name: string): Scenario => pickNamed('scenario', scenarios, name);
  return {
    ...listing,
    compile: (wanted) => compileWith(wanted, { loader, kernel, scenario: find(wanted.scenario), general: unique([...general, ...loose]), all: unique([...general, ...loose, ...own]) }),
    removable: (name) => removableOf(find(name), loader),
    cpusOf: (name) => find(name).cpus,
  };
}

function offeredBySome(file: string, loader: Loader): Offered {
  const offered = offeredBy(loader.load(file));
  if (offered.scenarios.length + offered.properties.length + offered.mutations.length + offered.kernels.length > 0) return offered;
  throw new UsageError(`${file} exports no scenario and no property; export what \`scenario\`, \`always\` or \`sometimes\` returns`);
}

interface Choice {
  readonly loader: Loader;
  readonly kernel: Kernel | undefined;
  readonly scenario: Scenario;
  readonly general: readonly Property[];
  readonly all: readonly Property[];
}

function compileWith(wanted: CompileRequest, { loader, kernel, scenario, general, all }: Choice): ReturnType<typeof compileProgram> {
  const usual = usualProperties(scenario, unique([...general, ...(scenario.properties ?? [])]));
  const properties = wanted.properties ? wanted.properties.map((name) => pickNamed('property', all, name)) : usual;
  return compileProgram({
    loader,
    scenario,
    properties: properties.filter(isStateProperty),
    runProperties: properties.filter((one): one is RunProperty => !isStateProperty(one)),
    ...(kernel && { kernel }),
    ...(wanted.cpus !== undefined && { cpus: wanted.cpus }),
    ...(wanted.reduction && { reduction: wanted.reduction }),
  });
}

/** What is judged if nobody asks for something else: all that is offered but what the scenario says it cannot speak about. */
function usualProperties({ name, without = [] }: Scenario, offered: readonly Property[]): readonly Property[] {
  const names = offered.map((one) => one.name).toSorted();
  for (const wanted of without) {
    if (names.includes(wanted)) continue;
    const remedy = `${didYouMean(wanted, names)}; there are: ${names.join(', ') || 'none'}`;
    throw new UsageError(`scenario "${name}" is to be judged without "${wanted}", and no property of it is called so${remedy}`);
  }
  return offered.filter((one) => !without.includes(one.name));
}

const isStateProperty = (one: Property): one is StateProperty => 'holds' in one;

function unique<T extends { readonly name: string }>(all: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const one of all) {
    const before = seen.get(one.name);
    if (before !== undefined && before !== one) throw new UsageError(`two different things are called "${one.name}"; rename one`);
    seen.set(one.name, one);
  }
  return [...seen.values()];
}

/** What a module exports that the engine knows. */
function offeredBy(unit: ModuleUnit): Offered {
  const found = { kernels: [] as Kernel[], scenarios: [] as Scenario[], properties: [] as Property[], mutations: [] as Mutation[] };
  const seen = new Set<unknown>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) return value.forEach(look);
    const one = value as Kernel | Scenario | Property | Mutation;
    if (one[brand] === 'kernel') found.kernels.push(one);
    else if (one[brand] === 'scenario') found.scenarios.push(one);
    else if (one[brand] === 'property') found.properties.push(one);
    else if (one[brand] === 'mutation') found.mutations.push(one);
  };
  for (const name of Object.keys(unit.namespace)) look(unit.namespace[name]);
  return found;
}
