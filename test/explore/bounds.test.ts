import { describe, expect, test } from 'vitest';
import type { SearchKind, SearchSettings } from '../../src/core/index.ts';
import { Memory, OutOfMemory } from '../../src/explore/memory.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { kinds, run, verdictOn } from '../support/toySearch.ts';

const searches: readonly SearchKind[] = ['bfs', 'dfs'];

describe.each(searches)('%s: a bound that is met makes verdicts unknown', (search) => {
  test.each<{ bound: string; settings: Partial<SearchSettings> }>([
    { bound: 'max-states', settings: { maxStates: 8_384 } },
    { bound: 'max-depth', settings: { maxDepth: 72 } },
    { bound: 'max-seconds', settings: { maxSeconds: 0 } },
  ])('$bound', ({ bound, settings }) => {
    const result = run(toyPidlife(4), { search, ...settings });
    expect(result.bound).toBe(bound);
    expect(result.coverage.complete).toBe(false);
    expect(verdictOn(result, 'few-processes')).toEqual({ kind: 'unknown', bound });
    expect(verdictOn(result, 'deadlock')).toEqual({ kind: 'unknown', bound });
    expect(verdictOn(result, 'stuck-thread')).toEqual({ kind: 'unknown', bound });
  });

  test('max-memory', () => {
    const result = run(toyPidlife(5), { search, maxMemory: 4 });
    expect(result.bound).toBe('max-memory');
    expect(verdictOn(result, 'few-processes')).toEqual({ kind: 'unknown', bound: 'max-memory' });
  });

  test('what was found before the bound stays', () => {
    const result = run(toyPidlife(4), { search, maxStates: 8_000 });
    expect(verdictOn(result, 'all-slots-live').kind).toBe('witnessed');
  });

  test('as many states as there are is no bound', () => {
    expect(run(toyPidlife(4), { search, maxStates: 8_385 }).coverage).toMatchObject({ states: 8_385, complete: true });
  });

  test('never stores more states than the bound', () => {
    expect(run(toyPidlife(4), { search, maxStates: 100 }).coverage.states).toBe(100);
    expect(run(toyPidlife(4), { search, maxDepth: 10 }).coverage.depth).toBe(10);
  });

  // Depth first, states, links and table need 9 MB, and with what finds stuck threads it is more than 10; breadth first, 7 and nearly 8.
  test('stuck threads are given up before states are', () => {
    const result = run(toyPidlife(5), { search, maxMemory: search === 'dfs' ? 9.5 : 7.25 });
    expect(result.coverage).toMatchObject({ states: 278_542, complete: true });
    expect(kinds(result)).toMatchObject({ 'few-processes': 'holds', deadlock: 'holds', 'stuck-thread': 'unknown' });
    expect(verdictOn(result, 'stuck-thread')).toEqual({ kind: 'unknown', bound: 'max-memory' });
  });

  test('steps are not kept if nobody asks for stuck threads', () => {
    const result = run(toyPidlife(4), { search, keepSteps: false });
    expect(result.coverage).toMatchObject({ states: 8_385, transitions: 27_693, complete: true });
    expect(kinds(result)).toMatchObject({ deadlock: 'holds', 'stuck-thread': 'unknown' });
    expect(verdictOn(result, 'stuck-thread')).toEqual({ kind: 'unknown', bound: 'steps-not-kept' });
  });

  test('progress is told and changes nothing', () => {
    const told: number[] = [];
    const result = run(toyPidlife(5), { search, progress: ({ states }) => told.push(states) });
    expect(result).toEqual(run(toyPidlife(5), { search }));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });
});

test('an array that the machine cannot give is out of memory, not a crash', () => {
  const memory = new Memory(Infinity);
  expect(() => memory.int32(2 ** 50)).toThrow(OutOfMemory);
  expect(memory.bytes).toBe(0);
});

test('what can be spared is dropped before memory runs out', () => {
  const memory = new Memory(1);
  const held = memory.uint8(2 ** 20);
  memory.spare = { drop: () => memory.release(held.byteLength) };
  expect(memory.uint8(2 ** 20)).toHaveLength(2 ** 20);
  expect(() => memory.uint8(1)).toThrow(OutOfMemory);
});
