/**
 * Published and independently recomputed sizes of well-known state graphs. Any drift is a defect of the compiler or of the
 * search. TLC's "distinct states generated" counts the initial state as generated; transitions here do not.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { choicesNow, type CompiledModel, type SearchResult, type SearchSettings, type TransitionSystem } from '../../src/core/index.ts';
import { breadthFirst } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';

interface Row {
  readonly model: string;
  readonly scenario: string;
  readonly states: number;
  readonly transitions?: number;
  readonly layers?: number;
  /** States in which nobody can go on and somebody should: none, if it is not said. */
  readonly deadlocks?: number;
}

const rows: readonly Row[] = [
  { model: 'peterson', scenario: 'peterson-2', states: 196, transitions: 371, layers: 21 },
  { model: 'peterson', scenario: 'peterson-3', states: 12_498, transitions: 33_369, layers: 54 },
  { model: 'anderson', scenario: 'anderson-2', states: 83, transitions: 148, layers: 21 },
  { model: 'anderson', scenario: 'anderson-3', states: 1_459, transitions: 3_705, layers: 46 },
  { model: 'lamport', scenario: 'lamport-2', states: 748, transitions: 1_388, layers: 45 },
  { model: 'lamport', scenario: 'lamport-3', states: 29_242, transitions: 77_286, layers: 57 },
  { model: 'bakery', scenario: 'bakery-6', states: 966, transitions: 1_725, layers: 71, deadlocks: 4 },
  { model: 'bakery', scenario: 'bakery-9', states: 1_506, transitions: 2_697, layers: 101, deadlocks: 4 },
  { model: 'mcs', scenario: 'mcs-2', states: 173, transitions: 314, layers: 28 },
  { model: 'mcs', scenario: 'mcs-3', states: 7_963, transitions: 21_503, layers: 49 },

  // 3^N - 1 states, 3N - 2 layers.
  { model: 'philosophers', scenario: 'philosophers-2', states: 8, layers: 4, deadlocks: 1 },
  { model: 'philosophers', scenario: 'philosophers-3', states: 26, layers: 7, deadlocks: 1 },
  { model: 'philosophers', scenario: 'philosophers-4', states: 80, transitions: 212, layers: 10, deadlocks: 1 },
  { model: 'philosophers', scenario: 'philosophers-6', states: 728, layers: 16, deadlocks: 1 },
  { model: 'philosophers', scenario: 'philosophers-8', states: 6_560, layers: 22, deadlocks: 1 },

  { model: 'petersonPair', scenario: 'peterson-pair', states: 42, transitions: 76, layers: 11 },
  { model: 'lock', scenario: 'lock', states: 12, transitions: 20, layers: 5 },
  { model: 'barrier', scenario: 'barrier-6', states: 64, transitions: 193, layers: 7 },
  { model: 'transactionCommit', scenario: 'transaction-commit-3', states: 34, transitions: 93, layers: 7, deadlocks: 2 },
  { model: 'twoPhase', scenario: 'two-phase-3', states: 288, transitions: 1_145, layers: 11 },
  { model: 'twoPhase', scenario: 'two-phase-5', states: 8_832 },

  { model: 'increment', scenario: 'increment-2', states: 17 },
  { model: 'increment', scenario: 'increment-3', states: 61 },
  { model: 'increment', scenario: 'increment-4', states: 257 },
  { model: 'increment', scenario: 'increment-5', states: 1_301 },

  // The same program twice: 13 times as many states with dead values kept, for three threads and two rounds.
  { model: 'worker', scenario: 'field-worker-3-2', states: 61_801 },
  { model: 'worker', scenario: 'field-worker-5-1', states: 275_161 },
  { model: 'worker', scenario: 'worker-3-2', states: 4_625 },
  { model: 'worker', scenario: 'worker-4-2', states: 40_625 },
  { model: 'worker', scenario: 'worker-5-1', states: 17_793 },

  { model: '../../bench/pidlife', scenario: 'pidlife-4', states: 8_385, transitions: 27_693 },
  { model: '../../bench/pidlife', scenario: 'pidlife-5', states: 278_542, transitions: 1_152_277 },
];

/** Minutes rather than seconds: run with FORKCHECK_LARGE=1. */
const large: readonly Row[] = [
  { model: 'peterson', scenario: 'peterson-4', states: 1_119_560, transitions: 3_864_896, layers: 104 },
  { model: 'philosophers', scenario: 'philosophers-12', states: 531_440, transitions: 4_251_516, layers: 34, deadlocks: 1 },
  { model: '../../bench/pidlife', scenario: 'pidlife-6', states: 12_080_449, transitions: 59_888_687 },
];

const settings: SearchSettings = {
  search: 'bfs',
  seed: '',
  runs: 0,
  strategy: 'uniform',
  pctDepth: 3,
  stopAtFirst: false,
  maxStates: 20_000_000,
  maxDepth: Infinity,
  maxSeconds: Infinity,
  maxMemory: 16_000,
};

function compiled({ model, scenario }: Row): CompiledModel {
  const file = fileURLToPath(new URL(`${model}.ts`, import.meta.url));
  return openModel({ file }).compile({ scenario });
}

function explore(row: Row): SearchResult {
  return breadthFirst(compiled(row), settings, openJudge);
}

describe('breadth first, no reduction', () => {
  test.each(process.env.FORKCHECK_LARGE === '1' ? [...rows, ...large] : rows)(
    '$scenario: $states states',
    (row) => {
      const { coverage, judgements } = explore(row);
      expect(coverage.complete).toBe(true);
      expect(coverage.states).toBe(row.states);
      if (row.transitions !== undefined) expect(coverage.transitions).toBe(row.transitions);
      if (row.layers !== undefined) expect(coverage.depth).toBe(row.layers);
      const deadlock = judgements.find((one) => one.name === 'deadlock');
      expect(deadlock?.verdict.kind).toBe(row.deadlocks === undefined ? 'holds' : 'violated');
    },
    600_000,
  );

  test.each(rows.filter(({ deadlocks }) => deadlocks !== undefined))('$scenario: $deadlocks deadlocks', ({ deadlocks, ...row }) => {
    expect(deadEnds(compiled(row))).toBe(deadlocks);
  });
});

/** How many states have no step. */
function deadEnds(system: TransitionSystem): number {
  system.reset();
  const seen = new Set([system.packed.join()]);
  const open = [system.packed.slice()];
  let found = 0;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    system.load(state, 0);
    const choices = choicesNow(system);
    if (choices.length === 0) found++;
    for (const { agent, alternative } of choices) {
      system.step(agent, alternative);
      const size = seen.size;
      if (seen.add(system.packed.join()).size > size) open.push(system.packed.slice());
      system.load(state, 0);
    }
  }
  return found;
}

/** Every philosopher holds the left fork: unique up to order, so exactly N steps. */
test.each([2, 3, 4, 6])('the shortest deadlock of %i philosophers takes as many steps', (n) => {
  const { judgements } = explore({ model: 'philosophers', scenario: `philosophers-${n}`, states: 3 ** n - 1 });
  const deadlock = judgements.find((one) => one.name === 'deadlock')?.verdict;
  expect(deadlock?.kind === 'violated' && deadlock.schedule.length).toBe(n);
});
