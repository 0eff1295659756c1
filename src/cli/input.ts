import type { CheckInput } from '../check.ts';
import type { ModelListing, OpenModel } from '../core/index.ts';
import { builtInChecks } from '../judge/index.ts';
import { findFile, findModule, isPath, type ModuleReference, splitScenario } from './modules.ts';
import { requireName } from './names.ts';

/** What to check, as a command line has it: each a name, or the path of a module. */
export interface NamedInput {
  readonly kernel: string;
  /** A name, a path, or `FILE:NAME`. */
  readonly scenario?: string | undefined;
  readonly mutation?: string | undefined;
  readonly properties?: readonly string[] | undefined;
  readonly cpus?: number | undefined;
}

/** Finds the modules and makes sure of the names, so that a misspelled one is told with those that there are. */
export function resolveInput(named: NamedInput, openModel: OpenModel): CheckInput {
  const kernel = findModule(named.kernel);
  const scenario = named.scenario === undefined ? undefined : findScenario(named.scenario);
  const wanted = named.properties ?? [];
  const own = scenario?.module ? [scenario.module] : [];
  const claims = wanted.filter(isPath).map(findFile);
  const also = [...own, ...claims];
  const { mutation, cpus } = named;

  const list = (modules: readonly ModuleReference[]): ModelListing =>
    openModel({ file: kernel.file, also: modules.map(({ file }) => file) });
  const all = list(also);
  const name = scenario && (scenario.name ?? onlyNew(all, list(claims)));
  if (name !== undefined) requireIn(all, 'scenario', named.kernel, name);
  if (mutation !== undefined) requireIn(all, 'mutation', named.kernel, mutation);
  const names = wanted.filter((one) => !isPath(one));
  for (const property of names) requireIn(all, 'property', named.kernel, property);
  const brought = claims.length === 0 ? [] : newNames(all.properties, list(own).properties);

  return {
    kernel,
    also,
    ...(name !== undefined && { scenario: name }),
    ...(mutation !== undefined && { mutation }),
    ...(cpus !== undefined && { cpus }),
    ...(wanted.length > 0 && { properties: [...names, ...brought] }),
  };
}

interface ScenarioArgument {
  readonly module?: ModuleReference;
  readonly name?: string | undefined;
}

function findScenario(text: string): ScenarioArgument {
  const { path, name } = splitScenario(text);
  return isPath(path) ? { module: findFile(path), name } : { name: text };
}

/** The scenario that a module adds, if it is one; else `undefined`, and the check asks for a name. */
function onlyNew(all: ModelListing, without: ModelListing): string | undefined {
  const [only, another] = newNames(all.scenarios, without.scenarios);
  return another === undefined ? only : undefined;
}

type Named = readonly { readonly name: string }[];

function newNames(all: Named, known: Named): readonly string[] {
  const old = new Set(known.map(({ name }) => name));
  return all.map(({ name }) => name).filter((name) => !old.has(name));
}

const plurals = { scenario: 'scenarios', mutation: 'mutations', property: 'properties' } as const;

function requireIn(all: ModelListing, kind: keyof typeof plurals, kernel: string, wanted: string): void {
  const own = all[plurals[kind]].map(({ name }) => name);
  const names = kind === 'property' ? [...own, ...builtInChecks] : own;
  const remedy = `\`forkcheck list ${plurals[kind]} ${kernel}\` tells what each is about.`;
  requireName(`${kind} of ${all.name}`, names, wanted, remedy);
}
