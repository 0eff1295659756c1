import fc from 'fast-check';
import { onceIn, type Place, placeFields } from '../../src/draw/index.ts';
import { calls, type SystemCall } from './calls.ts';

/** What stands in the way of forks. */
const limits = ['none', 'maxproc', 'rlimit', 'failures'] as const;

/** Where a program runs, and how. */
export interface TracedPlace extends Place {
  /** Its parent is its debugger from the start, unless that is init. */
  readonly isTraced: boolean;
}

/** A scenario before it is written. */
export interface Draft {
  readonly programs: readonly (readonly SystemCall[])[];
  /** Of all programs but the first, which is in a process of its own below init. */
  readonly places: readonly TracedPlace[];
  /** The first process has another thread, which computes. */
  readonly hasIdleThread: boolean;
  /** init reaps what comes; otherwise it does nothing. */
  readonly initReaps: boolean;
  /** The first process does not want its children. */
  readonly disownsChildren: boolean;
  /** The first process is a reaper. */
  readonly isReaper: boolean;
  readonly uid: 0 | 1;
  /** Which programs stay when they have called what they call; the process of another one exits. */
  readonly stays: readonly boolean[];
  readonly limit: (typeof limits)[number];
}

type Setting = Omit<Draft, 'programs'>;

const place = fc.record<TracedPlace>({ ...placeFields, isTraced: onceIn(6) });

const setting = fc.record<Setting>({
  places: fc.tuple(place, place),
  hasIdleThread: onceIn(5),
  initReaps: fc.boolean(),
  disownsChildren: onceIn(6),
  isReaper: onceIn(4),
  uid: fc.constantFrom(0, 1),
  stays: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  limit: fc.oneof({ weight: 5, arbitrary: fc.constant('none' as const) }, { weight: 2, arbitrary: fc.constantFrom(...limits) }),
});

const call = fc.constantFrom(...calls);

/** Three or four calls in two or three programs. */
const programs = fc.oneof(
  fc.tuple(fc.tuple(call, call), fc.tuple(call)),
  fc.tuple(fc.tuple(call), fc.tuple(call), fc.tuple(call)),
  fc.tuple(fc.tuple(call, call), fc.tuple(call, call)),
);

const larger = fc.record({ programs, setting }).map((one): Draft => ({ ...one.setting, programs: one.programs }));

/** What a draft's programs can take in all. */
export interface Size {
  readonly processes: number;
  readonly threads: number;
  readonly groups: number;
  readonly sessions: number;
  readonly files: number;
}

const nothing: Size = { processes: 0, threads: 0, groups: 0, sessions: 0, files: 0 };

export function sizeOf({ programs }: Draft): Size {
  return programs.map(sizeOfProgram).reduce(sum, nothing);
}

function sizeOfProgram([first, ...rest]: readonly SystemCall[]): Size {
  if (first === undefined) return nothing;
  const { births = 0, threads = 0, groups = 0, sessions = 0, files = 0 } = first;
  const own = { processes: births, threads: births + threads, groups, sessions, files };
  const later = sizeOfProgram(rest);
  return [own, later, ...(first.doubles ? [later] : [])].reduce(sum);
}

function sum(a: Size, b: Size): Size {
  return {
    processes: a.processes + b.processes,
    threads: a.threads + b.threads,
    groups: a.groups + b.groups,
    sessions: a.sessions + b.sessions,
    files: a.files + b.files,
  };
}

/** Few enough processes for a search, and no more files than can be told apart. */
const isSmall = (draft: Draft): boolean => sizeOf(draft).processes <= 3 && sizeOf(draft).files <= 2;

/** All pairs of calls in an order of its own for each seed, each with some setting, and a larger draft after every other; then larger ones for ever. */
export function* drafts(seed: number): Generator<Draft> {
  const others = largerDrafts(seed);
  const pairs = calls.flatMap((first, index) => calls.slice(index).map((second) => [[first], [second]] as const));
  const order = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), { seed, numRuns: 1 })[0]!;
  const settings = fc.sample(setting, { seed, numRuns: order.length });
  for (const [index, pair] of order.entries()) {
    const isEven = index % 2 === 0;
    const draft = { ...settings[index]!, programs: isEven ? pair : pair.toReversed() };
    if (isSmall(draft)) yield draft;
    if (isEven) yield others.next().value!;
  }
  yield* others;
}

function* largerDrafts(seed: number): Generator<Draft, undefined> {
  for (let round = 1; ; round++) yield* fc.sample(larger.filter(isSmall), { seed: seed + round, numRuns: 100 });
}
