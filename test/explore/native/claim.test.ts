/** Rows that are looked up ahead lead to the same states as those that are inserted at once, in whatever order batches are expanded. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { openModel } from '../../../src/compile/index.ts';
import { CompileError, type CompiledModel, UsageError } from '../../../src/core/index.ts';
import { Memory } from '../../../src/explore/memory.ts';
import * as word from '../../../src/explore/native/control.ts';
import { expandInto, Expander, keepNumbered } from '../../../src/explore/native/expander.ts';
import { type Host, NativeExpansion } from '../../../src/explore/native/nativeExpansion.ts';
import { NativeStates } from '../../../src/explore/native/nativeStates.ts';
import type { Keeping } from '../../../src/explore/native/searchCode.ts';
import { Threads } from '../../../src/explore/native/threads.ts';
import { VisitedSet } from '../../../src/explore/visitedSet.ts';
import { writeProgram } from '../../support/generatedPrograms.ts';

const mostStates = 20_000;

/** Whether many states have one hash: the bits that are left of it are spread as all of them are. */
const hashing = vi.hoisted(() => ({ collides: false }));

vi.mock('../../../src/explore/native/rowCode.ts', async (importOriginal) => {
  const { rowCode } = await importOriginal<{ rowCode(words: number): string }>();
  return { rowCode: (words: number) => (hashing.collides ? rowCode(words).replaceAll('return mixed(h);', 'return mixed(h & 1023);') : rowCode(words)) };
});

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-claim-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The test does what they would. */
class NoThreads extends Threads {
  constructor() {
    super(0);
  }

  override begin(): void {}
}

/**
 * How many batches are expanded ahead (`undefined`: there is but one thread); whether the last one comes first, so that its claims are taken
 * over by those before it; whether every other one is left to the thread that inserts, as if there were no room for it; and whether it is
 * late every other time: the thread that inserts comes to its batches before they are looked up.
 */
interface Ahead {
  readonly batches: number | undefined;
  readonly backwards: boolean;
  readonly leavesSome?: boolean;
  readonly isLate?: boolean;
}

const alone: Ahead = { batches: undefined, backwards: false };
const some: readonly Ahead[] = [
  { batches: 0, backwards: false },
  { batches: 1, backwards: false },
  { batches: 4, backwards: false },
  { batches: 4, backwards: true },
  { batches: 4, backwards: false, leavesSome: true },
  { batches: 3, backwards: true, leavesSome: true },
  { batches: 1, backwards: false, isLate: true },
  { batches: 2, backwards: true, isLate: true },
];

/** What the other thread does once the one that inserts waits for it; and how often this waited. */
const late: (() => void)[] = [];
const lateIn = new Set<number>();
let waits = 0;
const wait = Atomics.wait.bind(Atomics) as (...given: unknown[]) => ReturnType<typeof Atomics.wait>;
vi.spyOn(Atomics, 'wait').mockImplementation((...given: unknown[]) => {
  if (late.length === 0) return wait(...given);
  waits++;
  for (const act of late.splice(0)) act();
  return 'ok';
});

/** Searches breadth first: what was told of states, in the order in which it was. */
function search(system: CompiledModel, keeping: Keeping, ahead: Ahead, most = mostStates): readonly number[] {
  const memory = new Memory(200);
  const seen = new VisitedSet(system.words, most, memory);
  system.reset();
  seen.insert(system.packed, system.fingerprint());
  const states = NativeStates.take(seen, system, memory, { keeping, threads: ahead === alone ? 1 : 2 });
  if (states === undefined) return [];
  const told: number[] = [];
  const found = new NativeExpansion(states, new NoThreads(), listener(told), system.predicates.length, most, 0, 0);
  try {
    goThrough(found, states, ahead);
  } finally {
    late.length = 0;
    lateIn.clear();
  }
  return told;
}

function goThrough(found: NativeExpansion, states: NativeStates, ahead: Ahead): void {
  const { together } = states;
  for (let first = 0, end = 1; first < end; first = end, end = states.count) {
    keepAll(states);
    for (let at = first, nth = 0; at < end; at += together, nth++) {
      if (ahead.batches !== undefined) expandAhead(states, ahead, end, nth % 2 === 0);
      if (!found.expand(at, Math.min(end, at + together), end)) return;
    }
  }
}

/** Another thread keeps what it claimed when it likes to; no state is expanded before that. */
function keepAll(states: NativeStates): void {
  const { functions, native, control, together } = states;
  for (const slot of states.slotsOf(1)) keepNumbered({ functions, fault: native.fault, control, together }, slot);
}

/** Expands the next batches as other threads would, in the free slots of one. */
function expandAhead(states: NativeStates, { batches, backwards, leavesSome = false, isLate = false }: Ahead, layerEnd: number, mayWait: boolean): void {
  const { control, together } = states;
  if (states.slotsOf(1).every((slot) => control[word.slotAt(slot)] !== word.slotIs.free)) keepAll(states);
  const free = states.slotsOf(1).filter((slot) => control[word.slotAt(slot)] === word.slotIs.free && !lateIn.has(slot));
  const first = control[word.dealt]!;
  const firsts = free.slice(0, batches).map((_, index) => first + index * together).filter((from) => from < layerEnd);
  control[word.dealt] = Math.max(first, Math.min(layerEnd, first + firsts.length * together));
  for (const from of backwards ? firsts.toReversed() : firsts) {
    const end = Math.min(layerEnd, from + together);
    if (leavesSome && (from - first) % (2 * together) === 0) control[word.batchAt(from)] = from - end;
    else {
      const slot = free.pop()!;
      const act = (): void => expandIn(states, slot, from, end);
      if (isLate && mayWait) beLate(control, slot, act);
      else act();
    }
  }
}

/** Whoever waits for threads that are at work waits for this one, too. */
function beLate(control: Int32Array, slot: number, act: () => void): void {
  lateIn.add(slot);
  control[word.atWork] = control[word.atWork]! + 1;
  late.push(() => {
    act();
    lateIn.delete(slot);
    control[word.atWork] = control[word.atWork]! - 1;
  });
}

function expandIn(states: NativeStates, slot: number, from: number, end: number): void {
  const { functions, native, control, together } = states;
  expandInto({ functions, fault: native.fault, control, together }, slot, from, end);
  const reached = functions.nextState();
  if (reached < end) control[word.batchAt(reached)] = reached - end;
  if (reached === from) return;
  functions.claim(slot, reached - from);
  control[word.rowsAhead] = control[word.rowsAhead]! + functions.rowsIn(slot, reached - from);
  control[word.endAt(slot)] = reached;
  control[word.slotAt(slot)] = word.slotIs.lookedUp;
  control[word.batchAt(from)] = slot + 1;
}

function listener(told: number[]): Host {
  const add = (numbers: Int32Array): void => numbers.forEach((one) => told.push(one));
  return {
    judge: () => {},
    rest: (state) => told.push(state),
    repeat: (state, choice) => told.push(state, choice),
    discover: (parents, choices) => [parents, choices].forEach(add),
    closeAll: (_first, onward) => add(onward),
    uncount: () => {},
    watches: () => false,
  };
}

/** Three draws, each a step of its own: the last layer but one has 64^3 states, which all lead to one. */
const wide = `import { alloc, choose, globals, type Routine, scenario, start, type U6, zone } from '${resolve('src/index.ts')}';
interface Thread { td_id: U6 }
interface Globals { a: U6; b: U6; c: U6 }
const g = globals<Globals>('g');
const threads = zone<Thread>('thread', { slots: 1, threads: true, stable: true });
function* draw(): Routine {
  yield 'a';
  g.a = yield* choose(64);
  yield 'b';
  g.b = yield* choose(64);
  yield 'c';
  g.c = yield* choose(64);
  yield 'end';
  g.a = 0;
  g.b = 0;
  g.c = 0;
}
export const drawn = scenario({ name: 'wide', title: 'three draws', setup: () => start(alloc(threads), draw) });
`;

const pidlife = (processes: number): CompiledModel => openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: `pidlife-${processes}` });

test.each(['plain', 'tree'] as const)('of pidlife-5, kept in the %s way', (keeping) => {
  const told = search(pidlife(5), keeping, alone);
  expect(told.length).toBeGreaterThan(mostStates);
  waits = 0;
  for (const ahead of some) expect(search(pidlife(5), keeping, ahead)).toEqual(told);
  expect(waits).toBeGreaterThan(0);
});

test.each(['plain', 'tree'] as const)('where steps lead back, kept in the %s way', (keeping) => {
  const peterson = (): CompiledModel => openModel({ file: resolve('test/models/peterson.ts') }).compile({ scenario: 'peterson-3' });
  const told = search(peterson(), keeping, alone);
  expect(told.length).toBeGreaterThan(10_000);
  for (const ahead of some) expect(search(peterson(), keeping, ahead)).toEqual(told);
});

test.each(['plain', 'tree'] as const)('where the table grows meanwhile, kept in the %s way', (keeping) => {
  const most = 150_000;
  const told = search(pidlife(6), keeping, alone, most);
  expect(told.length).toBeGreaterThan(most);
  for (const ahead of some.slice(2)) expect(search(pidlife(6), keeping, ahead, most)).toEqual(told);
});

test('where another thread finds no room for a whole layer, it stops while its batches can still be told apart', () => {
  const file = join(folder, 'wide.ts');
  writeFileSync(file, wide);
  const system = openModel({ file }).compile({ scenario: 'wide' });
  const seen = new VisitedSet(system.words, 300_000, new Memory(200));
  system.reset();
  seen.insert(system.packed, system.fingerprint());
  const states = NativeStates.take(seen, system, new Memory(200), { keeping: 'plain', threads: 2 })!;
  const { functions, native, control, together } = states;
  const found = new NativeExpansion(states, new NoThreads(), listener([]), 0, 300_000, 0, 0);
  const other = new Expander({ functions, fault: native.fault, control, together }, states.slotsOf(1));
  for (let first = 0, end = 1; first < end; first = end, end = states.count) {
    for (let at = first; at < end; at += together) {
      // Nothing is done but that it may be.
      found.expand(at, at, end);
      control[word.tableRoom] = -1;
      while (other.work());
      expect(control[word.dealt]! - at).toBeLessThanOrEqual(word.mostAhead);
      found.expand(at, Math.min(end, at + together), end);
    }
  }
  expect(states.count).toBe(2 * (1 + 64 + 64 ** 2) + 64 ** 3 + 1);
});

describe('where eight states have one hash', () => {
  afterEach(() => void (hashing.collides = false));

  test.each(['plain', 'tree'] as const)('their words tell them apart, kept in the %s way', (keeping) => {
    const told = search(pidlife(4), keeping, alone);
    expect(told.length).toBeGreaterThan(8_385);
    hashing.collides = true;
    for (const ahead of [alone, ...some]) expect(search(pidlife(4), keeping, ahead)).toEqual(told);
  });
});

test('of generated programs', () => {
  let files = 0;
  let searched = 0;
  const property = fc.property(fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 500, size: 'max' }), fc.constantFrom(...some), (decisions, ahead) => {
    const { source } = writeProgram(decisions);
    const file = join(folder, `generated-${files++}.ts`);
    writeFileSync(file, source);
    const keeping = files % 2 === 0 ? 'tree' : 'plain';
    try {
      const system = openModel({ file }).compile({ scenario: 'generated' });
      const told = search(system, keeping, alone);
      expect(search(system, keeping, ahead), source).toEqual(told);
      if (told.length > 0) searched++;
    } catch (error) {
      // Some are refused, and of some the setup fails.
      if (!(error instanceof UsageError || (error instanceof CompileError && error.message.includes('fails:')))) throw error;
    }
  });
  fc.assert(property, { numRuns: 12 });
  expect(searched).toBeGreaterThan(3);
});
