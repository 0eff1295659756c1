import { relative, resolve, sep } from 'node:path';
import {
  type CompiledModel,
  type CompileRequest,
  type Coverage,
  isExact,
  type Judgement,
  type LoadedModel,
  type Location,
  type OpenJudge,
  type OpenModel,
  type OpenRequest,
  type Schedule,
  type Search,
  type SearchKind,
  type SearchResult,
  type Team,
  UsageError,
  type Verdict,
} from './core/index.ts';
import { openModel } from './compile/index.ts';
import { search } from './explore/index.ts';
import { builtInChecks, openJudge } from './judge/index.ts';
import { type FindRun, findLeastRun, type Minimized, minimize } from './minimize/index.ts';
import { paintWith, type PropertyReport, textReport } from './report/index.ts';
import {
  type Counterexample,
  counterexampleOf,
  type Finding,
  isSeenInState,
  replay,
  type Replay,
  replaySaved,
  shows,
  stuckAgents,
  type Trace,
} from './trace/index.ts';
import { type CheckOptions, type Settings, settle, walksOf } from './settings.ts';

export { type CheckOptions, type Settings, settle };

/** A module: its path, or its absolute path with the name that files and reports call it by. */
export type ModuleName = string | { readonly file: string; readonly reference: string };

/** What to check. */
export interface CheckInput {
  /** The module with the kernel, or with self-contained scenarios. */
  readonly kernel: ModuleName;
  /** Name of the scenario; may be left out where there is only one. */
  readonly scenario?: string;
  /** Name of one of the kernel's mutations: none by default. */
  readonly mutation?: string;
  /** Further modules with scenarios and properties: none by default. */
  readonly also?: readonly ModuleName[];
  /**
   * Names of the properties to judge: all of the kernel's and the scenario's by default. Built-in checks are judged without
   * being asked for; naming some of them leaves out the others.
   */
  readonly properties?: readonly string[];
  /** Number of CPUs: what the scenario says by default. */
  readonly cpus?: number;
}

/** A property or a built-in check with its verdict, and the run that shows it. */
export interface PropertyResult extends PropertyReport {
  readonly run: Trace | null;
  readonly counterexample: Counterexample | null;
}

/** What a check says. */
export interface CheckResult {
  /** Every verdict is good: it holds, or was witnessed. */
  readonly ok: boolean;
  readonly kernel: string;
  readonly scenario: string;
  readonly mutation: string | null;
  readonly search: SearchKind;
  /** The scenario's process tree and settings, one line each. */
  readonly summary: readonly string[];
  readonly coverage: Coverage;
  /** Properties in the model's order, then the built-in checks. */
  readonly properties: readonly PropertyResult[];
  /** Locations where no agent ever stood, if they were asked for. */
  readonly unreached?: readonly Location[];
}

/** The rooms that a check goes through, in the order of the way of the data. */
export interface Rooms {
  readonly openModel: OpenModel;
  readonly search: Search;
  readonly openJudge: OpenJudge;
}

/** The rooms as they are. */
export const ourRooms: Rooms = { openModel, search, openJudge };

/**
 * Compiles a model with a scenario, searches it, judges its properties and makes what breaks them small. A violated property
 * is an answer, not an exception; wrong input is a `UsageError` or a `CompileError`.
 */
export function check(input: CheckInput, options: CheckOptions = {}, rooms: Rooms = ourRooms): CheckResult {
  const settings = settle(options);
  const { opening, model, request, checks } = open(input, rooms);
  const system = model.compile(request);
  // Only the check for stuck threads looks at the steps once more, and takes memory for it.
  const keepSteps = checks.includes('stuck-thread');
  const found = rooms.search(system, { ...settings, ...teamOf(settings, opening, request), keepSteps }, rooms.openJudge);
  const judged = found.judgements.filter(({ kind, name }) => kind !== 'built-in' || checks.includes(name));
  const properties = judged.map((judgement): PropertyResult => {
    const { name, claim, kind, verdict, looked, fairness } = judgement;
    const told = { name, claim, kind, verdict: verdict.kind, looked, ...(fairness !== undefined && { fairness }) };
    switch (verdict.kind) {
      case 'holds':
      case 'unwitnessed':
        return { ...told, run: null, counterexample: null };
      case 'unknown':
        return { ...told, bound: verdict.bound, run: null, counterexample: null };
      case 'violated':
      case 'witnessed':
        if (!settings.demonstrate) return { ...told, run: null, counterexample: null };
        return { ...told, ...demonstrate({ input, rooms, model, request, settings, judgement, verdict }) };
    }
  });
  return {
    ok: properties.every(({ verdict }) => verdict === 'holds' || verdict === 'witnessed'),
    kernel: model.name,
    scenario: request.scenario,
    mutation: input.mutation ?? null,
    search: settings.search,
    summary: system.summary,
    coverage: found.coverage,
    properties,
    ...(settings.coverage && { unreached: unreachedIn(system, found) }),
  };
}

/** Compiles a model with a scenario, without searching it. */
export function compile(input: CheckInput, rooms: Rooms = ourRooms): CompiledModel {
  const { model, request } = open(input, rooms);
  return model.compile(request);
}

/** For test files: throws the full report unless every verdict of `check` is good. */
export function assertHolds(input: CheckInput, options: CheckOptions = {}): void {
  const result = check(input, options);
  if (!result.ok) throw new Error(explain(result));
}

/** The report of a check as one text without colors. */
export function explain(result: CheckResult): string {
  return textReport(result, paintWith(false)).join('\n');
}

/** Executes a counterexample on the models as they are now; `locate` turns the names of its modules into absolute paths. */
export function recompute(
  counterexample: Counterexample,
  locate: (reference: string) => string = (path) => resolve(path),
  rooms: Rooms = ourRooms,
): Replay {
  return replaySaved(systemOf(counterexample, locate, rooms), counterexample);
}

/** The system that a counterexample is a run of, with nothing but its property. */
export function systemOf(counterexample: Counterexample, locate: (reference: string) => string, rooms: Rooms = ourRooms): CompiledModel {
  return reopen(counterexample, locate, rooms, propertiesFor(counterexample.kind, counterexample.property));
}

/** The same with other properties, all of the kernel's and the scenario's by default. */
export function reopen(
  { kernel, also, scenario, mutation, cpus, reduction }: Counterexample,
  locate: (reference: string) => string,
  rooms: Rooms = ourRooms,
  properties?: readonly string[],
): CompiledModel {
  const model = rooms.openModel({
    file: locate(kernel),
    also: also.map(locate),
    ...(mutation !== null && { mutation }),
  });
  return model.compile({ scenario, reduction, ...(properties && { properties }), ...(cpus !== null && { cpus }) });
}

/** An opened model, and what is asked of it: a scenario with its properties, and built-in checks. */
interface Opened {
  readonly opening: OpenRequest;
  readonly model: LoadedModel;
  readonly request: CompileRequest;
  readonly checks: readonly string[];
}

function open(input: CheckInput, rooms: Rooms): Opened {
  const { kernel, also = [], mutation, properties: names, cpus } = input;
  const opening = { file: fileOf(kernel), also: also.map(fileOf), ...(mutation !== undefined && { mutation }) };
  const model = rooms.openModel(opening);
  const scenario = input.scenario ?? onlyScenario(model);
  const named = (names ?? []).filter((name) => isBuiltIn(name, model));
  const properties = names?.filter((name) => !named.includes(name));
  const request = { scenario, ...(properties && { properties }), ...(cpus !== undefined && { cpus }) };
  return { opening, model, request, checks: named.length > 0 ? named : builtInChecks };
}

/** Whether the name means a built-in check; a property of the model that is called so goes before it. */
function isBuiltIn(name: string, { properties }: LoadedModel): boolean {
  return builtInChecks.includes(name) && !properties.some((property) => property.name === name);
}

function onlyScenario({ name, scenarios }: LoadedModel): string {
  const [only, another] = scenarios;
  if (only !== undefined && another === undefined) return only.name;
  if (only === undefined) throw new UsageError(`${name} has no scenario\n  Export what \`scenario({ ... })\` returns, or name it in the \`scenarios\` of the kernel.`);
  const names = scenarios.map((scenario) => scenario.name).join(', ');
  throw new UsageError(`${name} has ${scenarios.length} scenarios, so one must be named; there are: ${names}`);
}

/** The threads of a random search, if there are to be several; each compiles the model by itself. */
function teamOf({ search, workers }: Settings, model: OpenRequest, request: CompileRequest): { readonly team?: Team } {
  return search !== 'random' || workers === 1 ? {} : { team: { workers, entry: workerModule(), model, request } };
}

/** What a worker runs. Node does not run our sources as they are: what runs from them, our tests, starts the built worker. */
function workerModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? '../dist/src/walkWorker.js' : './walkWorker.js', import.meta.url);
}

/** A verdict with a run. */
type Shown = Extract<Verdict, { readonly schedule: Schedule }>;

/** A verdict with a run, and all that is needed to make a counterexample of it. */
interface Demonstration {
  readonly input: CheckInput;
  readonly rooms: Rooms;
  readonly model: LoadedModel;
  readonly request: CompileRequest;
  readonly settings: Settings;
  readonly judgement: Judgement;
  readonly verdict: Shown;
}

/** Makes the run of a verdict small, executes it, and describes it as a file would. */
function demonstrate(it: Demonstration): Pick<PropertyResult, 'run' | 'counterexample' | 'stuck'> {
  const { kernel, also = [], mutation = null } = it.input;
  const small = smallest(it);
  const run = { ...replay(small.system, small.schedule), ...(small.cycle !== undefined && { cycle: small.cycle }) };
  const subject = { kernel: referenceOf(kernel), also: also.map(referenceOf), mutation, walks: walksOf(it.settings) };
  const isCheck = it.judgement.kind === 'built-in';
  const stuck = isCheck ? stuckAgents(small.system, it.judgement.name, it.settings.minimizeStates) : undefined;
  return { run, counterexample: counterexampleOf(subject, it.judgement, small, run), ...(stuck && { stuck }) };
}

/** The run as small as the settings want it, of the scenario compiled with nothing but the property in question. */
function smallest(it: Demonstration): Minimized {
  const { model, settings, judgement, verdict } = it;
  const request = { ...it.request, properties: propertiesFor(judgement.kind, judgement.name) };
  // A state that was omitted, or left out, may have been on a shorter run.
  const isShortest = settings.search === 'bfs' && isExact(settings.visited ?? 'exact') && settings.reductions === undefined;
  const found = { request, system: model.compile(request), ...lassoOf(verdict), schedule: verdict.schedule, isShortest };
  if (!settings.minimize || verdict.kind === 'witnessed') {
    return { ...found, length: isShortest && !('cycle' in found) ? 'shortest' : 'as-found', switches: 'as-found' };
  }
  const budget = { maxStates: settings.minimizeStates, totalStates: settings.minimizeStates * 10 };
  return minimize(model, found, finderOf(it), budget);
}

/** How to look for a short run that shows the same: most findings are seen in a state, a stuck thread only in the whole graph. */
function finderOf({ judgement, verdict, settings, rooms }: Demonstration): FindRun {
  const fault = verdict.kind === 'violated' ? verdict.fault : undefined;
  const finding: Finding = { property: judgement.name, fault: fault ?? null, ...lassoOf(verdict) };
  if (isSeenInState(finding)) return findLeastRun((system, fault) => shows(system, finding, fault));
  const { progress, run, workers, checkpoint, reductions, spill, ...rest } = settings;
  // No clock may decide what is printed.
  const bounds = { ...rest, search: 'bfs', visited: 'exact', maxDepth: Infinity, maxSeconds: Infinity } as const;
  return {
    onlyShort: 'cycle' in finding,
    find: (system, { maxStates }) => {
      const { judgements, coverage } = rooms.search(system, { ...bounds, maxStates }, rooms.openJudge);
      const found = judgements.find(({ name }) => name === finding.property)?.verdict;
      const seen = { states: coverage.states, switches: 'as-found' } as const;
      return found?.kind === 'violated' ? { ...seen, ...lassoOf(found), schedule: found.schedule } : { ...seen, schedule: undefined };
    },
  };
}

/** Where the cycle of a verdict's run begins, if it never ends. */
function lassoOf(verdict: Shown): { readonly cycle?: number } {
  return verdict.kind === 'violated' && verdict.cycle !== undefined ? { cycle: verdict.cycle } : {};
}

function propertiesFor(kind: Judgement['kind'], name: string): readonly string[] {
  return kind === 'built-in' ? [] : [name];
}

function unreachedIn({ locations }: CompiledModel, { reached }: SearchResult): readonly Location[] {
  return locations.filter(({ kind }, index) => kind !== 'ended' && reached[index] === 0);
}

function fileOf(module: ModuleName): string {
  return typeof module === 'string' ? resolve(module) : module.file;
}

function referenceOf(module: ModuleName): string {
  if (typeof module !== 'string') return module.reference;
  return relative(process.cwd(), resolve(module)).replaceAll(sep, '/');
}
