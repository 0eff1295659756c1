import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { FairnessOf, Formula, SearchSettings, TransitionSystem } from '../../src/core/index.ts';
import { lassoProblem } from '../../src/trace/index.ts';
import { fairRounds, reachable, someLassoBreaks } from '../support/lassoReference.ts';
import { formulas, runGraphs, runSystem, type RunNode } from '../support/runGraph.ts';
import { run, verdictOn } from '../support/toySearch.ts';

const p: Formula = { op: 'atom', atom: 0 };
const q: Formula = { op: 'atom', atom: 1 };
const not = (of: Formula): Formula => ({ op: 'not', of });
const F = (right: Formula): Formula => ({ op: 'until', left: { op: 'true' }, right });
const G = (right: Formula): Formula => ({ op: 'release', left: { op: 'false' }, right });
const leadsTo: Formula = G({ op: 'or', left: not(p), right: F(q) });

const fairness = fc.array(fc.constantFrom<FairnessOf>('none', 'weak', 'strong'), { minLength: 2, maxLength: 2 });
const has = (nodes: readonly RunNode[], node: number, atom: number): boolean => ((nodes[node]!.atoms >> atom) & 1) === 1;

/** The verdict, after a look at its run: it can be taken, goes round, is fair and breaks the property. */
function isViolated(system: TransitionSystem): boolean {
  const verdict = verdictOn(run(system), 'live');
  if (verdict.kind !== 'violated') {
    expect(verdict.kind).toBe('holds');
    return false;
  }
  expect(lassoProblem(system, system.liveness![0]!, verdict.schedule, verdict.cycle!)).toBe(undefined);
  return true;
}

describe('on random graphs', () => {
  // Which nodes a run visits for ever decides whether it is fair, and what it says of F, G F and p -> F q.
  const simple = [
    {
      name: 'G F p',
      formula: G(F(p)),
      breaks: (nodes: readonly RunNode[], round: readonly number[]) => !round.some((node) => has(nodes, node, 0)),
    },
    {
      name: 'F p',
      formula: F(p),
      breaks: (nodes: readonly RunNode[], round: readonly number[]) => {
        const bad = (node: number): boolean => !has(nodes, node, 0);
        return bad(0) && round.every(bad) && (round.includes(0) || reachable(nodes, 0, bad).has(round[0]!));
      },
    },
    {
      name: 'G (p -> F q)',
      formula: leadsTo,
      breaks: (nodes: readonly RunNode[], round: readonly number[]) => {
        const waiting = (node: number): boolean => !has(nodes, node, 1);
        const from = [0, ...reachable(nodes, 0, () => true)].filter((node) => has(nodes, node, 0) && waiting(node));
        return round.every(waiting) && from.some((node) => round.includes(node) || reachable(nodes, node, waiting).has(round[0]!));
      },
    },
  ];
  test.each(simple)('$name is judged as by trying all sets of nodes', ({ formula, breaks }) => {
    fc.assert(
      fc.property(runGraphs(6, 2, 3), fairness, (nodes, assumed) => {
        const expected = fairRounds(nodes, assumed).some((round) => breaks(nodes, round));
        expect(isViolated(runSystem(nodes, formula, assumed))).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('a formula holds only if no short run that is fair breaks it', () => {
    let violated = 0;
    let holding = 0;
    fc.assert(
      fc.property(runGraphs(4, 2, 2), formulas, fairness, (nodes, formula, assumed) => {
        if (isViolated(runSystem(nodes, formula, assumed))) violated++;
        else {
          holding++;
          expect(someLassoBreaks(nodes, formula, assumed, 6)).toBe(false);
        }
      }),
      { numRuns: 700, seed: 1 },
    );
    expect(Math.min(violated, holding)).toBeGreaterThan(100);
  });
});

/** One agent going round, and another that may or may not be able to leave the round. */
test.each([
  // The second agent can always step to the good node.
  { name: 'an agent that can always step does', able: [2, 2] as const, weak: 'holds', strong: 'holds' },
  { name: 'one that can step now and then need not, if it is only weakly fair', able: [2, 'disabled'] as const, weak: 'violated', strong: 'holds' },
  { name: 'nobody steps who never can', able: ['disabled', 'disabled'] as const, weak: 'violated', strong: 'violated' },
  // A step that leads to the same state is a step.
  { name: 'a step in place is a step', able: [0, 2] as const, weak: 'violated', strong: 'violated' },
])('$name', ({ able, weak, strong }) => {
  const nodes: RunNode[] = [
    { moves: [[1], [able[0]]], atoms: 0 },
    { moves: [[0], [able[1]]], atoms: 0 },
    { moves: [[2], []], atoms: 1 },
  ];
  expect(verdictOn(run(runSystem(nodes, F(p), ['weak', 'weak'])), 'live').kind).toBe(weak);
  expect(verdictOn(run(runSystem(nodes, F(p), ['strong', 'strong'])), 'live').kind).toBe(strong);
});

test('a run that comes to an end stays there', () => {
  const nodes: RunNode[] = [
    { moves: [[1]], atoms: 1 },
    { moves: [[]], atoms: 0 },
  ];
  const verdict = verdictOn(run(runSystem(nodes, G(F(p)), ['weak'])), 'live');
  expect(verdict).toEqual({ kind: 'violated', schedule: [{ agent: 0, alternative: 0 }], cycle: 1 });
});

test('a run that ends in a fault is the matter of another verdict', () => {
  const nodes: RunNode[] = [{ moves: [['assertion-failed']], atoms: 0 }];
  expect(verdictOn(run(runSystem(nodes, F(p), ['weak'])), 'live').kind).toBe('holds');
});

test('the cycle begins as early as it can', () => {
  // 0 -> 1 -> 2 -> 1: in 1 something is asked for that is never given.
  const nodes: RunNode[] = [
    { moves: [[1]], atoms: 0 },
    { moves: [[2]], atoms: 1 },
    { moves: [[1]], atoms: 0 },
  ];
  expect(verdictOn(run(runSystem(nodes, leadsTo, ['weak'])), 'live')).toMatchObject({ kind: 'violated', schedule: { length: 3 }, cycle: 1 });
});

describe('a search with a bound', () => {
  const nodes: RunNode[] = [
    { moves: [[0, 1]], atoms: 0 },
    { moves: [[2]], atoms: 1 },
    { moves: [[2]], atoms: 1 },
  ];
  test('knows nothing of a property that no run it has seen breaks', () => {
    const verdict = verdictOn(run(runSystem(nodes, G({ op: 'next', of: { op: 'or', left: p, right: not(p) } }), ['weak']), { maxStates: 2 }), 'live');
    expect(verdict).toEqual({ kind: 'unknown', bound: 'max-states' });
  });
  test('has a violation all the same if it has seen the run', () => {
    expect(verdictOn(run(runSystem(nodes, F(p), ['weak']), { maxStates: 2 }), 'live').kind).toBe('violated');
  });
  test('knows nothing if it walks at random', () => {
    const verdict = verdictOn(run(runSystem(nodes, F(p), ['weak']), { search: 'random', runs: 3, maxDepth: 10 }), 'live');
    expect(verdict).toEqual({ kind: 'unknown', bound: 'runs' });
  });
});

test.each(['bfs', 'dfs'] as const)('what is worked on after %s is reported, and changes nothing', (search) => {
  const system = runSystem([{ moves: [[0]], atoms: 0 }], F(p), ['weak']);
  const told: string[] = [];
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 300));
  try {
    const result = run(system, { search, progress: ({ afterwards }) => void (afterwards && told.push(`${afterwards.what} ${afterwards.done}`)) });
    expect(verdictOn(result, 'live')).toEqual(verdictOn(run(system, { search }), 'live'));
  } finally {
    clock.mockRestore();
  }
  expect(told).toEqual(['taking all steps once more 0', 'asking the predicates of all states 0', 'judging live 0']);
});

test.each(['taking all steps once more', 'asking the predicates of all states', 'judging live'])('nothing is claimed where the time is up with %s', (stage) => {
  const system = runSystem([{ moves: [[0]], atoms: 0 }], F(p), ['weak']);
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 300));
  const progress: SearchSettings['progress'] = ({ afterwards }) => {
    if (afterwards?.what === stage) now += 1_000_000;
  };
  try {
    const result = run(system, { maxSeconds: 100, progress });
    expect(verdictOn(result, 'live')).toEqual({ kind: 'unknown', bound: 'max-seconds' });
    expect([result.bound, verdictOn(result, 'deadlock').kind]).toEqual([undefined, 'holds']);
  } finally {
    clock.mockRestore();
  }
});

test('a search that took all its time is judged, as far as it has come', () => {
  const long = Array.from({ length: 100 }, (_, node) => ({ moves: [[0, Math.min(node + 1, 99)]], atoms: 0 }));
  const system = runSystem(long, F(p), ['weak']);
  let looks = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (++looks < 5 ? 0 : 10_000));
  try {
    const result = run(system, { maxSeconds: 5 });
    expect([result.bound, verdictOn(result, 'live').kind]).toEqual(['max-seconds', 'violated']);
  } finally {
    clock.mockRestore();
  }
});

test('breadth and depth first agree', () => {
  fc.assert(
    fc.property(runGraphs(8, 3, 2), formulas, (nodes, formula) => {
      const system = runSystem(nodes, formula, ['weak', 'strong', 'none']);
      expect(verdictOn(run(system, { search: 'dfs' }), 'live').kind).toBe(verdictOn(run(system), 'live').kind);
    }),
    { numRuns: 300 },
  );
});
