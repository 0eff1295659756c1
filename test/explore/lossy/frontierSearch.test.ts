/** A search with a lossy set finds what the exact one finds, in the same order; only what it did not find, it cannot vouch for. */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/compile/index.ts';
import type { SearchResult, SearchSettings, TransitionSystem, VisitedKind } from '../../../src/core/index.ts';
import { replay } from '../../../src/trace/index.ts';
import { graphs, graphSystem } from '../../support/toyGraph.ts';
import { toyPidlife } from '../../support/toyPidlife.ts';
import { run, verdictOn } from '../../support/toySearch.ts';

const lossy: readonly VisitedKind[] = ['compact', 'bitstate'];

/** What a lossy search says that finds all that an exact one has found. */
function withoutPromises({ judgements, reached, bound, coverage }: SearchResult): object {
  const { states, transitions, depth } = coverage;
  const met = bound ?? 'states-may-be-omitted';
  return {
    reached,
    coverage: { states, transitions, depth, complete: false },
    judgements: judgements.map((judgement) => {
      const { name, kind, verdict } = judgement;
      if (name === 'stuck-thread') return { name, kind, verdict: { kind: 'unknown', bound: bound ?? 'states-not-kept' } };
      const isPromise = verdict.kind === 'holds' || verdict.kind === 'unwitnessed';
      return { name, kind, looked: judgement.looked, verdict: isPromise ? { kind: 'unknown', bound: met } : verdict };
    }),
  };
}

/** Searches twice and expects the same, as far as it can be. */
function same(system: TransitionSystem, visited: VisitedKind, settings: Partial<SearchSettings> = {}): SearchResult {
  const exact = run(system, { ...settings, nativeFrom: Infinity });
  const found = run(system, { ...settings, visited });
  expect(found).toMatchObject(withoutPromises(exact));
  expect(found.coverage.omission).toMatchObject({ visited });
  expect(found.coverage.omission?.expectedOmitted).toBeLessThan(0.01);
  return found;
}

describe.each(lossy)('%s', (visited) => {
  test('finds in random graphs what the exact search finds', () => {
    fc.assert(
      fc.property(graphs, fc.constantFrom(Infinity, 1, 2, 5), fc.constantFrom(Infinity, 2, 3), (nodes, maxStates, maxDepth) => {
        same(graphSystem(nodes), visited, { bitstateMegabytes: 0.1, maxStates, maxDepth });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [4, 8_385, 27_693],
    [5, 278_542, 1_152_277],
  ])('visits all of pidlife with %d slots', (slots, states, transitions) => {
    expect(same(toyPidlife(slots), visited).coverage).toMatchObject({ states, transitions });
  });

  test.each([
    ['test/models/peterson.ts', 'peterson-3'],
    ['test/models/anderson.ts', 'anderson-3'],
    ['test/models/lamport.ts', 'lamport-3'],
    ['test/models/bakery.ts', 'bakery-9'],
    ['test/models/mcs.ts', 'mcs-3'],
    ['test/models/philosophers.ts', 'philosophers-8'],
    ['test/models/petersonPair.ts', 'peterson-pair'],
    ['test/models/lock.ts', 'lock'],
    ['test/models/barrier.ts', 'barrier-6'],
    ['test/models/transactionCommit.ts', 'transaction-commit-3'],
    ['test/models/twoPhase.ts', 'two-phase-5'],
    ['test/models/increment.ts', 'increment-5'],
    ['test/models/worker.ts', 'worker-4-2'],
    ['bench/pidlife.ts', 'pidlife-4'],
    ['models/freebsd/index.ts', 'vfork-exec'],
    ['models/freebsd/index.ts', 'killpg-fork', 'FB-1'],
    ['models/freebsd/index.ts', 'fork-limit', 'FB-20'],
  ])('%s %s %s', (file, scenario, mutation?: string) => {
    const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
    // Only properties of states: the others are judged on a graph that is not there.
    const system = { ...model.compile({ scenario }), liveness: [] };
    const found = same(system, visited, { maxStates: 20_000, bitstateMegabytes: 32 });
    for (const { verdict } of found.judgements) if ('schedule' in verdict) replay(system, verdict.schedule);
    if (mutation === 'FB-1') expect(verdictOn(found, 'no-one-escapes-a-group-kill').kind).toBe('violated');
  });

  test('knows nothing of whole runs', () => {
    const { judgements } = run(openModel({ file: resolve('test/models/starvedLock.ts') }).compile({ scenario: 'starved-lock' }), { visited });
    const ofRuns = judgements.filter(({ fairness }) => fairness !== undefined);
    expect(ofRuns.length).toBeGreaterThan(0);
    for (const { verdict } of ofRuns) expect(verdict).toEqual({ kind: 'unknown', bound: 'states-not-kept' });
  });

  test('ends when its time or its memory is up, or a violation was wanted', () => {
    expect(run(toyPidlife(4), { visited, maxSeconds: 0 }).bound).toBe('max-seconds');
    expect(run(toyPidlife(5), { visited, maxMemory: 1, bitstateMegabytes: 0.8 }).bound).toBe('max-memory');
    const bad = graphSystem([{ agents: [{ moves: [], rests: true, ended: false }], good: false, seen: true }]);
    expect(run(bad, { visited, stopAtFirst: true })).toMatchObject({ bound: 'first-violation', coverage: { states: 1 } });
  });

  test('says the same twice', () => {
    expect(run(toyPidlife(4), { visited })).toEqual(run(toyPidlife(4), { visited }));
  });
});

describe('a bitstate table that is much too small', () => {
  const found = run(toyPidlife(4), { visited: 'bitstate', bitstateMegabytes: 2 ** -7 });
  const { states, omission } = found.coverage;

  test('omits states, and says that it must be expected to', () => {
    expect(states).toBeLessThan(8_385);
    expect(omission?.hashFactor).toBe(2 ** 16 / states);
    // Those that only omitted states lead to are not expected: in a graph where most states have several ways to them, few are.
    const { expectedOmitted = 0 } = omission ?? {};
    expect(8_385 - states).toBeGreaterThan(expectedOmitted / 3);
    expect(8_385 - states).toBeLessThan(expectedOmitted * 3);
  });

  test('shows nothing that is not so', () => {
    const verdict = verdictOn(found, 'all-slots-live');
    if (verdict.kind !== 'witnessed') throw new Error('not witnessed');
    const system = toyPidlife(4);
    replay(system, verdict.schedule);
    expect(system.predicates.find(({ name }) => name === 'all-slots-live')?.holds()).toBe(true);
  });
});

/** The whole state space takes more than half as much again in the exact set. */
test('a compact search takes less than 25 bytes a state at its peak', () => {
  let bytes = 0;
  const { coverage } = run(toyPidlife(5), { visited: 'compact', progress: (so) => (bytes = Math.max(bytes, so.bytes ?? 0)) });
  expect(coverage.states).toBe(278_542);
  expect(bytes / coverage.states).toBeLessThan(25);
});
