import { totalmem } from 'node:os';
import { isExact, OptionError, pickNamed, type ReductionName, reductionNames, type SearchKind, type SearchSettings, type StrategyName, UsageError, type VisitedKind, visitedKinds, type VisitedSettings } from './core/index.ts';

/** How to check, and when to give up. */
export interface CheckOptions {
  /** `bfs` (shortest counterexamples), `dfs` or `random` walks: `bfs` by default. */
  readonly search?: SearchKind;
  /** Seed of random walks: `1` by default. */
  readonly seed?: string;
  /** How many random walks: 1000 by default. */
  readonly runs?: number;
  /** Only this random walk, counted from 0: all by default. */
  readonly run?: number;
  /** How random walks take their steps: `uniform`, by priorities (`pct`), or each in another way (`swarm`, the default). */
  readonly strategy?: StrategyName;
  /** How many orderings of steps the bugs that `pct` is after depend on: 3 by default. */
  readonly pctDepth?: number;
  /** The steps of a walk among which priorities change: as many as the longest of a few walks has by default. */
  readonly pctSteps?: number;
  /** Threads to take random walks on, with the same result for any number: 1 by default. Other searches take one thread only, as yet. */
  readonly workers?: number;
  /**
   * How a breadth-first search remembers what it has seen: `exact` (default), `tree`, `compact` or `bitstate`. The tree takes less
   * memory and more time, and is the default for states of many words. The latter two may omit states, so that nothing holds on
   * their word; what they find is so.
   */
  readonly visited?: VisitedKind;
  /** Megabytes of the table of a bitstate search: 64 by default. */
  readonly bitstateMegabytes?: number;
  /**
   * What a breadth-first search may leave out with the same verdicts on states and steps: nothing by default. Claims about runs are unknown
   * then, and runs are not the shortest.
   */
  readonly reductions?: readonly ReductionName[];
  /** Gives up after this many states: no limit by default. */
  readonly maxStates?: number;
  /** Goes no deeper than this many states, or chains where those are asked for: 10,000 for random walks, no limit otherwise, by default. */
  readonly maxDepth?: number;
  /** Gives up after this many seconds, and judging claims about runs after as many more: no limit by default. */
  readonly maxSeconds?: number;
  /** Gives up above this many megabytes: 60 % of the machine's memory by default. */
  readonly maxMemory?: number;
  /** A directory to which a breadth-first search writes states when it comes to `maxMemory`, and where it leaves nothing: by default, it gives up. */
  readonly spill?: string;
  /** Makes the run of each verdict, to be shown and saved: true by default. Who only wants verdicts has them sooner without. */
  readonly demonstrate?: boolean;
  /** Makes counterexamples small: true by default. */
  readonly minimize?: boolean;
  /** States that one attempt of the minimizer may store; ten times as many in all: 200,000 by default. */
  readonly minimizeStates?: number;
  /** Lists the locations of the model that were never reached: false by default. */
  readonly coverage?: boolean;
  /** Saves how far a breadth-first search is, so that it can go on after it was killed: not by default. */
  readonly checkpoint?: CheckpointOptions;
  /** Is called now and then with figures for a progress line: not by default. */
  readonly progress?: SearchSettings['progress'];
}

/** Where and how often to save how far a search is. */
export interface CheckpointOptions {
  /** A directory that is empty or not there yet; if the search `resumes`, the one that it was saved to. */
  readonly directory: string;
  /** Seconds from one checkpoint to the next: 60 by default. */
  readonly seconds?: number;
  /** Goes on from the last checkpoint: false by default. Model and settings must be as they were. */
  readonly resumes?: boolean;
  /** Plain data to be kept there: nothing by default. */
  readonly subject?: unknown;
}

/** The same, decided. Rooms take this; only the front doors take `CheckOptions`. */
export interface Settings extends SearchSettings {
  readonly workers: number;
  readonly demonstrate: boolean;
  readonly minimize: boolean;
  readonly minimizeStates: number;
  readonly coverage: boolean;
}

/** The options that make a random walk, beside its number. */
export type WalkOptions = Pick<SearchSettings, 'seed' | 'strategy'> & Partial<Pick<SearchSettings, 'pctDepth' | 'pctSteps'>>;

/** Decides every option. */
export function settle(options: CheckOptions): Settings {
  const { search = 'bfs', run, pctSteps, progress } = options;
  const settings = {
    search,
    seed: options.seed ?? '1',
    runs: options.runs ?? 1000,
    strategy: options.strategy ?? 'swarm',
    pctDepth: options.pctDepth ?? 3,
    workers: options.workers ?? 1,
    maxStates: options.maxStates ?? Infinity,
    maxDepth: options.maxDepth ?? (search === 'random' ? 10_000 : Infinity),
    maxSeconds: options.maxSeconds ?? Infinity,
    maxMemory: options.maxMemory ?? Math.floor((totalmem() * 0.6) / 2 ** 20),
    demonstrate: options.demonstrate ?? true,
    minimize: options.minimize ?? true,
    minimizeStates: options.minimizeStates ?? 200_000,
    coverage: options.coverage ?? false,
    stopAtFirst: false,
  };
  for (const name of ['runs', 'maxStates', 'maxDepth', 'maxSeconds', 'maxMemory', 'minimizeStates'] as const) {
    if (!(settings[name] > 0)) throw new OptionError((called) => `${called(name)} must be more than 0, got ${settings[name]}`);
  }
  refuseForWalks(options, settings);
  return {
    ...settings,
    ...visitedSet(options, settings),
    ...reductionsOf(options, settings),
    ...(run !== undefined && { run }),
    ...(pctSteps !== undefined && { pctSteps }),
    ...checkpoints(options, search),
    ...spills(options, search),
    ...(progress && { progress }),
  };
}

function checkpoints({ checkpoint, visited = 'exact' }: CheckOptions, search: SearchKind): Pick<SearchSettings, 'checkpoint'> {
  if (checkpoint === undefined) return {};
  if (search !== 'bfs') throw new UsageError(`checkpoints are for breadth-first search (--search bfs), not for ${search}`);
  if (!isExact(visited)) throw new UsageError(`checkpoints are for an exact visited set (--visited exact or tree), not for ${visited}`);
  const { directory, seconds = 60, resumes = false, subject = null } = checkpoint;
  if (!(seconds > 0)) throw new UsageError(`there must be more than 0 seconds between checkpoints, got ${seconds}`);
  return { checkpoint: { directory, seconds, resumes, subject } };
}

function spills({ spill, visited = 'exact', checkpoint, reductions = [] }: CheckOptions, search: SearchKind): Pick<SearchSettings, 'spill'> {
  if (spill === undefined) return {};
  const refuse = (what: string): never => {
    throw new UsageError(`only a breadth-first search with an exact visited set writes states to disk, ${what}: change that, or leave --spill out`);
  };
  if (search !== 'bfs') refuse(`not the search ${search}`);
  if (!isExact(visited)) refuse(`not the visited set ${visited}`);
  if (checkpoint !== undefined) refuse('and none with checkpoints');
  if (reductions.length > 0) refuse('and none with reductions');
  return { spill };
}

/** The options that make the random walks: those that say nothing of this strategy are left out. */
export function walksOf({ seed, strategy, pctDepth, pctSteps }: Settings): WalkOptions {
  const isPct = strategy === 'pct';
  const steps = strategy === 'uniform' ? undefined : pctSteps;
  return { seed, strategy, ...(isPct && { pctDepth }), ...(steps !== undefined && { pctSteps: steps }) };
}

/** The visited set, if it is not exact. */
function visitedSet(options: CheckOptions, { search, maxMemory }: Pick<Settings, 'search' | 'maxMemory'>): VisitedSettings {
  const wanted = options.visited ?? 'exact';
  const { name: visited } = pickNamed('visited set', visitedKinds.map((name) => ({ name })), wanted);
  const { bitstateMegabytes = 64 } = options;
  if (visited !== 'bitstate' && options.bitstateMegabytes !== undefined) {
    throw new OptionError((called) => `${called('bitstateMegabytes')} is for the visited set bitstate (--visited bitstate), not for ${visited}: change that, or leave it out`);
  }
  if (visited === 'exact') return {};
  if (search !== 'bfs') throw new UsageError(`the visited set ${visited} is for breadth-first search (--search bfs), not for ${search}`);
  if (visited === 'compact' || visited === 'tree') return { visited };
  if (!(bitstateMegabytes > 0 && bitstateMegabytes < maxMemory)) {
    throw new OptionError((called) => `${called('bitstateMegabytes')} must be more than 0 and less than ${called('maxMemory')} (${maxMemory}), got ${bitstateMegabytes}`);
  }
  return { visited, bitstateMegabytes };
}

function reductionsOf(options: CheckOptions, { search, workers }: Pick<Settings, 'search' | 'workers'>): Pick<SearchSettings, 'reductions'> {
  const wanted = options.reductions ?? [];
  if (wanted.length === 0) return {};
  const named = reductionNames.map((name) => ({ name }));
  const reductions = new Set(wanted.map((name) => pickNamed('reduction', named, name).name));
  const refuse = (what: string, instead: string): never => {
    throw new UsageError(`reductions are for ${what} (${instead}): change that, or leave --reduction out`);
  };
  if (search !== 'bfs') refuse('breadth-first search', '--search bfs');
  if ((options.visited ?? 'exact') !== 'exact') refuse('the exact visited set', '--visited exact');
  if (workers > 1) refuse('one thread', 'without --workers');
  if (options.checkpoint !== undefined) refuse('searches without checkpoints', 'without --checkpoint');
  if (reductions.has('chains') && !reductions.has('partial-order')) throw new UsageError('the reduction chains goes with partial-order: name both');
  // In one order, whatever order they were named in.
  return { reductions: reductionNames.filter((name) => reductions.has(name)) };
}

const mostWorkers = 64;

/** Refuses what makes no sense of walks, and what is asked of walks where there are none. */
function refuseForWalks(options: CheckOptions, { search, strategy }: Pick<Settings, 'search' | 'strategy'>): void {
  if ((options.workers ?? 1) > mostWorkers) throw new OptionError((called) => `${called('workers')} must be at most ${mostWorkers}, got ${options.workers}`);
  for (const name of ['pctDepth', 'pctSteps', 'workers'] as const) {
    const value = options[name] ?? 1;
    if (!Number.isSafeInteger(value) || value < 1) throw new OptionError((called) => `${called(name)} must be a whole number from 1, got ${value}`);
  }
  if (search !== 'random') {
    if ((options.workers ?? 1) > 1 && (search !== 'bfs' || !isExact(options.visited ?? 'exact'))) {
      throw new UsageError('several workers are for breadth-first search with an exact visited set, and for random search: leave --workers out');
    }
    const asked = (['strategy', 'seed', 'runs', 'run', 'pctDepth', 'pctSteps'] as const).find((name) => options[name] !== undefined);
    if (asked !== undefined) throw new OptionError((called) => `${called(asked)} says how random walks go: search at random (--search random), or leave it out`);
  }
  if (options.pctDepth !== undefined && strategy !== 'pct') {
    throw new OptionError((called) => `${called('pctDepth')} is for the strategy pct (--strategy pct), not for ${strategy}: change that, or leave it out`);
  }
}
