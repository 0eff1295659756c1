import { describe, expect, test } from 'vitest';
import { counted, counterexampleText, jsonReport, lanes, paintWith, textReport } from '../../src/report/index.ts';
import type { CheckReport } from '../../src/report/index.ts';
import type { Sample } from '../../src/core/index.ts';
import { replay } from '../../src/trace/index.ts';
import { lostUpdateFound } from '../trace/found.ts';
import { assertion, lostUpdate, type Toy, toySystem } from '../trace/toySystem.ts';

const plain = paintWith(false);
const choices = (...agents: readonly number[]) => agents.map((agent) => ({ agent, alternative: 0 }));
const run = replay(toySystem(lostUpdate), choices(0, 1, 1, 0));

const builtIn = (name: string) =>
  ({ name, claim: '', kind: 'built-in', verdict: 'holds', looked: 9, run: null, counterexample: null }) as const;
const report: CheckReport = {
  kernel: 'toy',
  scenario: 'two-adders',
  mutation: null,
  search: 'bfs',
  summary: ['agents: A, B'],
  coverage: { states: 1234, transitions: 1, depth: 5, complete: true },
  properties: [
    { name: 'no-lost-update', claim: 'c', kind: 'always', verdict: 'violated', looked: 7, run, counterexample: lostUpdateFound },
    { name: 'both-done', claim: 'c', kind: 'sometimes', verdict: 'witnessed', looked: 7, run, counterexample: null },
    { name: 'never-three', claim: 'c', kind: 'always', verdict: 'holds', looked: 1234, run: null, counterexample: null },
    builtIn('deadlock'),
    { ...builtIn('stuck-thread'), verdict: 'unknown', bound: 'max-states' },
    builtIn('double-free'),
  ],
};

test('counts come with their noun', () => {
  expect([0, 1, 72, 278542].map((count) => counted(count, 'state'))).toEqual(['0 states', '1 state', '72 states', '278,542 states']);
});

describe('text', () => {
  test('has the verdicts, what was searched, and each violation as lanes', () => {
    expect(textReport(report, plain)).toEqual([
      'toy two-adders',
      '  agents: A, B',
      '',
      '  violated    no-lost-update  after 4 steps',
      '  witnessed   both-done       after 4 steps',
      '  holds       never-three     in 1,234 states',
      '  unknown     stuck-thread    the bound max-states was met first',
      '  built-in checks: 2 hold',
      '',
      '1,234 states, 1 transition, depth 5; bfs, complete',
      '',
      'no-lost-update is violated: the claim of no-lost-update',
      '  4 steps, 2 context switches (shortest, fewest switches)',
      '',
      ' step A             B',
      '    1 main > a:read  toy.ts:1',
      '    2 |             main > b:read  toy.ts:1',
      '    3 |             main > b:write  toy.ts:2',
      '      |               k.n: 0 -> 1, k.done: 0 -> 1',
      '    4 main > a:write  toy.ts:2',
      '        k.done: 1 -> 2',
    ]);
  });

  test('has what random walks saw, and what is guaranteed of them', () => {
    const sample: Sample = {
      strategy: 'pct',
      walks: 1000,
      distinct: 5000,
      distinctIsFull: false,
      expectedOmissions: 6.8e-13,
      locations: 20,
      allLocations: 30,
      growth: [],
      guarantee: { agents: 6, steps: 100, depth: 3, longest: 90 },
    };
    const lines = (changes: Partial<Sample>) =>
      textReport({ ...report, coverage: { ...report.coverage, sample: { ...sample, ...changes } }, properties: [] }, plain).slice(5);
    expect(lines({})).toEqual([
      '1,000 walks (pct), 5,000 distinct states (64-bit fingerprints miss 7e-13 of them on average), 20 of 30 locations',
      'a bug that needs 3 orderings of steps is met by a walk with probability 1/(n k^(d-1)) = 1/60,000 at least,',
      '  by one of 1,000 with 0.017, for d = 3, runs of at most k = 100 steps and n = 6 agents,',
      '  times the odds of the alternatives that it needs',
    ]);
    const longer = { agents: 6, steps: 100, depth: 9, longest: 120 };
    expect(lines({ distinctIsFull: true, guarantee: longer })).toEqual([
      '1,000 walks (pct), at least 5,000 distinct states, 20 of 30 locations',
      'a bug that needs 9 orderings of steps is met by a walk with probability 1/(n k^(d-1)) = 1/6.00e+16 at least,',
      '  by one of 1,000 with 1.7e-14, for d = 9, runs of at most k = 100 steps and n = 6 agents,',
      '  times the odds of the alternatives that it needs',
      '  (some walks had up to 120 steps: `--pct-steps 120` would speak of them too)',
    ]);
  });

  test('says in what the depth is counted where only the ends of chains are kept', () => {
    const reductions = ['partial-order', 'chains'] as const;
    expect(textReport({ ...report, properties: [], coverage: { ...report.coverage, reductions } }, plain).at(-1)).toBe(
      '1,234 states, 1 transition, depth 5 in chains; bfs, reduced by partial-order and chains, complete',
    );
  });

  test('names few built-in checks that are unknown, and counts many', () => {
    const unknown = { ...builtIn('deadlock'), verdict: 'unknown', bound: 'runs' } as const;
    const lines = (count: number) =>
      textReport({ ...report, properties: [...Array<typeof unknown>(count).fill(unknown), builtIn('double-free')] }, plain);
    expect(lines(3).filter((line) => line.startsWith('  unknown'))).toHaveLength(3);
    expect(lines(4)).toContain('  built-in checks: 1 holds; 4 unknown, the bound runs was met first');
  });

  test('tells what is to be expected of a visited set that may omit states', () => {
    const lines = (omission: NonNullable<CheckReport['coverage']['omission']>) =>
      textReport({ ...report, properties: [], coverage: { ...report.coverage, complete: false, omission } }, plain).slice(-2);
    expect(lines({ visited: 'compact', bits: 64, expectedOmitted: 4.1234e-14, expectedFraction: 3.3e-17 })).toEqual([
      '1,234 states, 1 transition, depth 5; bfs, not complete',
      'compact: 4.1e-14 of the states met (3.3e-15 %) are expected to be omitted, by fingerprints of 64 bits',
    ]);
    expect(lines({ visited: 'bitstate', bits: 8192, hashFactor: 6.638, expectedOmitted: 1020.4, expectedFraction: 0.4526 })[1]).toBe(
      'bitstate: 1,020 of the states met (45 %) are expected to be omitted, at 3 of 6.6 bits a state (hash factor; 8,192 bits in all)',
    );
  });

  test('names who is stuck', () => {
    const stuck = { ...builtIn('stuck-thread'), verdict: 'violated', run, stuck: ['P.2', 'K'] } as const;
    expect(textReport({ ...report, properties: [stuck] }, plain)).toContain('  violated    stuck-thread  after 4 steps; stuck: P.2, K');
    expect(JSON.parse(jsonReport({ ...report, properties: [stuck] }))).toHaveProperty('properties.0.stuck', ['P.2', 'K']);
  });

  test('lists unreached locations if they were asked for', () => {
    const unreached = [{ routine: 'fork1', point: '933', file: 'fork.ts', line: 7, kind: 'yield' }] as const;
    const lines = textReport({ ...report, properties: [], unreached }, plain);
    expect(lines.slice(-2)).toEqual(['1 location of the model was never reached:', '  fork.ts:7  fork1:933']);
    expect(textReport({ ...report, properties: [], unreached: [] }, plain).at(-1)).toBe('every location of the model was reached');
  });

  test('says what the minimizer left out', () => {
    const reduction = { processes: ['C'], threads: ['P/1'], statements: [] };
    const lines = counterexampleText({ ...lostUpdateFound, reduction, cpus: 1 }, run, plain);
    expect(lines.slice(2, 4)).toEqual(['  left out of the scenario: process C, thread P/1', '  on 1 CPU']);
  });

  test('has colors only where they are asked for', () => {
    expect(textReport(report, plain).join('')).not.toContain('\x1b');
    expect(textReport(report, paintWith(true)).join('')).toContain('\x1b[31mviolated');
  });
});

describe('lanes', () => {
  test('end with the fault', () => {
    const toy: Toy = { values: {}, agents: [{ name: 'A', steps: [{ point: 'p', ways: 2, act: () => assertion }] }] };
    expect(lanes(replay(toySystem(toy), choices(0)), plain).slice(1)).toEqual([
      '    1 main > a:p [way 0]  toy.ts:1',
      '        assertion-failed: n is small, at toy.ts:2:1',
    ]);
  });

  test('name what came to exist, and not what is gone', () => {
    const [first] = run.steps;
    if (first === undefined) throw new Error('the run has lost its steps');
    const changes = [
      { path: 'P.p_pid', before: undefined, after: '2' },
      { path: 'T.f.x', before: '1', after: undefined },
      { path: 'T.f.y', before: '1', after: undefined },
    ];
    expect(lanes({ steps: [{ ...first, changes }] }, plain).at(-1)).toBe('        P.p_pid = 2');
  });

  test('say so when the initial state shows it', () => {
    expect(lanes({ steps: [] }, plain)).toEqual(['  no step is needed: the initial state shows it']);
  });

  test('of twelve agents with long names stay within 120 columns', () => {
    const agents = Array.from({ length: 12 }, (_, index) => ({
      name: `a-process-with-a-long-name-${index}`,
      steps: [{ point: '1', act: (values: Record<string, number>) => { for (const name in values) values[name] = index + 1; } }],
    }));
    const values = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, 0]));
    const lines = lanes(replay(toySystem({ values, agents }), choices(...agents.keys())), plain);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

describe('JSON', () => {
  const object: unknown = JSON.parse(jsonReport(report));

  test('has the fields that scripts rely on, in their order', () => {
    expect(Object.keys(Object(object))).toEqual(['format', 'kernel', 'scenario', 'mutation', 'search', 'coverage', 'properties']);
    expect(object).toMatchObject({ format: 'forkcheck-check/1', mutation: null, coverage: { complete: true, states: 1234 } });
  });

  test('has the whole counterexample, steps or null, and the bound of what is unknown', () => {
    expect(object).toHaveProperty('properties.0', {
      name: 'no-lost-update',
      kind: 'always',
      verdict: 'violated',
      steps: 4,
      counterexample: lostUpdateFound,
    });
    expect(object).toHaveProperty('properties.2.steps', null);
    expect(object).toHaveProperty('properties.4.bound', 'max-states');
  });

  test('has the same bytes every time', () => {
    expect(jsonReport(report)).toBe(jsonReport(structuredClone(report)));
  });
});
