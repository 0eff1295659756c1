/** A reduced search gives the verdicts of a plain one, from fewer states or steps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { check, explain, settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { type CompiledModel, type Judge, type Judgement, type OpenJudge, type ReductionName, type SearchResult, type TransitionSystem } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { jsonReport } from '../../src/report/index.ts';
import { forRaces } from '../support/forRaces.ts';

/** Programs in a file, and states that each is started in: a program and a state are a model. */
const together = 25;
const starts = 4;
const numRuns = Math.ceil(Number(process.env.FORKCHECK_RUNS ?? 1_000) / together / starts);

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-reduced-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Which reductions are compared, on one model of how many: symmetry has a thousand of its own, in symmetryGenerated. */
const kinds: readonly { readonly reductions: readonly ReductionName[]; readonly every: number }[] = [
  { reductions: ['partial-order'], every: 1 },
  { reductions: ['sleep-sets'], every: 1 },
  { reductions: ['symmetry'], every: 4 },
  { reductions: ['partial-order', 'symmetry'], every: 4 },
  { reductions: ['partial-order', 'chains'], every: 1 },
  { reductions: ['partial-order', 'chains', 'symmetry'], every: 4 },
];

/** The states in which nobody has a step, as a search meets them: a reduction that forgets one of them may forget anything that comes of it. */
class Ends {
  states = new Set<string>();

  readonly openJudge: OpenJudge = (system, route) => {
    const judge = openJudge(system, route);
    this.states = new Set();
    const rest = (state: number): void => {
      this.states.add(system.packed.join());
      judge.rest(state);
    };
    return Object.assign(Object.create(judge) as Judge, { rest });
  };
}

/** What a search has found, and in which states nobody had a step. */
interface Found {
  readonly found: SearchResult;
  readonly ends: ReadonlySet<string>;
}

function find(model: TransitionSystem, reductions: readonly ReductionName[] = []): Found {
  const ends = new Ends();
  const found = search(model, { ...settle({}), ...(reductions.length > 0 && { reductions }) }, ends.openJudge);
  return { found, ends: ends.states };
}

/** Searches with reductions; expects the verdicts and places of the plain search, and runs that show what they are said to show. */
function reducedLike({ found: plain, ends: plainEnds }: Found, model: CompiledModel, reductions: readonly ReductionName[], hint = ''): SearchResult {
  const { found: reduced, ends } = find(model, reductions);
  expect(verdictsOf(reduced), hint).toEqual(verdictsOf(plain));
  expect(reduced.reached, hint).toEqual(plain.reached);
  if (!reductions.includes('symmetry')) expect(ends, hint).toEqual(plainEnds);
  expect(reduced.coverage.complete, hint).toBe(plain.coverage.complete);
  const [{ states }, { states: all }] = [reduced.coverage, plain.coverage];
  if (reductions[0] === 'sleep-sets') expect(states, hint).toBe(all);
  else expect(states, hint).toBeLessThanOrEqual(all);
  for (const judgement of reduced.judgements) expectShown(model, judgement, hint);
  return reduced;
}

/** A state that some steps lead to: which steps, the numbers say. */
function stateAfter(system: CompiledModel, steps: number, numbers: readonly number[]): Int32Array {
  system.reset();
  for (let step = 0; step < steps; step++) {
    const choices = [...Array(system.agents).keys()].flatMap((agent) =>
      [...Array(system.alternatives(agent)).keys()].filter((alternative) => system.enabled(agent, alternative)).map((alternative) => [agent, alternative] as const),
    );
    const choice = choices[numbers[step]! % choices.length];
    if (choice === undefined) break;
    system.enabled(...choice);
    if (system.step(...choice) === undefined) continue;
    system.undo();
    break;
  }
  return system.packed.slice();
}

/** A system with another initial state. */
function startedIn({ native: _, ...system }: CompiledModel, state: Int32Array): CompiledModel {
  const started = <T extends TransitionSystem>(one: T): T => ({ ...one, reset: () => one.load(state, 0) });
  const { tracked } = system;
  return { ...started(system), ...(tracked && { tracked: () => started(tracked()) }) };
}

function verdictsOf({ judgements }: SearchResult): readonly (readonly [string, string])[] {
  return judgements.map(({ name, verdict }) => [name, verdict.kind]);
}

/** Executes the run of a property's verdict. */
function expectShown(model: TransitionSystem, { name, kind, verdict }: Judgement, hint: string): void {
  if (verdict.kind !== 'violated' && verdict.kind !== 'witnessed') return;
  model.reset();
  let fault;
  for (const { agent, alternative } of verdict.schedule) {
    expect(fault).toBe(undefined);
    expect(alternative < model.alternatives(agent) && model.enabled(agent, alternative), hint).toBe(true);
    fault = model.step(agent, alternative);
  }
  if (verdict.kind === 'violated') expect(fault?.kind, hint).toBe(verdict.fault?.kind);
  const property = model.predicates.find((one) => one.name === name);
  if (kind !== 'built-in' && fault === undefined) expect(property?.holds(), hint).toBe(kind === 'sometimes');
}

test(
  'generated races',
  () => {
    let races = 0;
    const gained = kinds.map(() => 0);
    forRaces(folder, numRuns, together, ({ model, text, decisions, index }) => {
      races++;
      for (let start = 0; start < starts; start++) {
        const system = startedIn(model, stateAfter(model, 3 * start, decisions));
        const plain = find(system);
        const { coverage } = plain.found;
        kinds.forEach(({ reductions, every }, kind) => {
          if (index % every !== 0) return;
          const { states, transitions } = reducedLike(plain, system, reductions, `${reductions.join()} after ${3 * start} steps\n${text}`).coverage;
          if (states < coverage.states || transitions < coverage.transitions) gained[kind]!++;
        });
      }
    });
    // Or the comparison would show nothing.
    kinds.forEach(({ every }, kind) => expect(gained[kind]).toBeGreaterThan((races * starts) / every / 10));
  },
  600_000,
);

/** A model without its claims about runs, which no reduction judges. */
function systemOf(file: string, scenario: string, mutation?: string): CompiledModel {
  const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
  const { tracked, ...system } = model.compile({ scenario });
  return { ...system, liveness: [], ...(tracked && { tracked: () => ({ ...tracked(), liveness: [] }) }) };
}

const orders = resolve('test/models/orders.ts');

describe('orders of steps that make a difference', () => {
  test.each(openModel({ file: orders }).scenarios.map(({ name }) => name))('%s', (scenario) => {
    const system = systemOf(orders, scenario);
    const plain = find(system);
    for (const { reductions } of kinds) reducedLike(plain, system, reductions, reductions.join());
  });
});

describe('steps of thousands of looks', () => {
  const file = resolve('test/models/longSteps.ts');
  test.each(openModel({ file }).scenarios.map(({ name }) => name))('%s', (scenario) => {
    const system = systemOf(file, scenario);
    const plain = find(system);
    const { coverage } = reducedLike(plain, system, ['partial-order']);
    expect([coverage.states, plain.found.coverage.states]).toEqual([3, 4]);
  });
});

describe('partial order and chains, for models', () => {
  test.each([
    ['bench/pidlife.ts', 'pidlife-4'],
    ['test/models/philosophers.ts', 'philosophers-6'],
    ['test/models/peterson.ts', 'peterson-3'],
    ['models/freebsd/index.ts', 'vfork-exec'],
    ['models/freebsd/index.ts', 'two-waiters'],
    ['models/freebsd/index.ts', 'orphan-zombie'],
    ['models/netbsd/index.ts', 'exec-core'],
    ['models/freebsd-5/index.ts', 'kill-foreign', 'group-signals-strangers'],
    ['models/xnu/index.ts', 'trace-cycle-setpgid'],
    ['models/xnu/index.ts', 'exec-fork'],
    ['models/xnu/index.ts', 'kill-new', 'IL-5'],
    ['models/solaris/index.ts', 'forkall-sleeper', 'FB-8'],
    ['models/solaris/index.ts', 'exit-exit'],
    ['models/solaris/index.ts', 'wait-stop-continue'],
  ])('%s %s %s', (file, scenario, mutation?: string) => {
    const system = systemOf(file, scenario, mutation);
    const plain = find(system);
    const { coverage } = reducedLike(plain, system, ['partial-order', 'chains']);
    expect(coverage.states).toBeLessThan(plain.found.coverage.states);
  });
});

/** The lock-heavy worker: a plain explorer with locks as movers found 30,313; 1,625 and 10,625 with dead locals, 335 and 770 with symmetry as well. */
test.each([
  { scenario: 'field-worker-3-2', partialOrder: 21_733, both: 3_632, chains: 1_690, all: 284 },
  { scenario: 'worker-3-2', partialOrder: 1_394, both: 288, chains: 92, all: 26 },
  { scenario: 'worker-4-2', partialOrder: 9_351, both: 672, chains: 543, all: 58 },
  { scenario: 'worker-5-1', partialOrder: 863, both: 61, chains: 53, all: 9 },
])('$scenario: $partialOrder states, $both of them up to renaming, $chains of them not passed, $all both', ({ scenario, partialOrder, both, chains, all }) => {
  const system = systemOf('test/models/worker.ts', scenario);
  const states = (...reductions: ReductionName[]): number => find(system, reductions).found.coverage.states;
  expect(states('partial-order')).toBe(partialOrder);
  expect(states('partial-order', 'symmetry')).toBe(both);
  expect(states('partial-order', 'chains')).toBe(chains);
  expect(states('partial-order', 'chains', 'symmetry')).toBe(all);
});

/** There are 720 renamings of six threads, and 5,040 of seven. */
describe('of many alike threads, partial order and symmetry together leave no more than each by itself', () => {
  test.each([
    { model: 'increment', scenario: 'increment-6', symmetry: 25, both: 25, all: 6 },
    { model: 'increment', scenario: 'increment-7', symmetry: 29, both: 29, all: 7 },
    { model: 'alike', scenario: 'alike-6', symmetry: 420, both: 420, all: 332 },
  ])('$scenario: $symmetry states up to renaming, $both with partial order, $all with chains', ({ model, scenario, symmetry, both, all }) => {
    const system = systemOf(`test/models/${model}.ts`, scenario);
    const plain = find(system);
    const states = (...reductions: ReductionName[]): number => reducedLike(plain, system, reductions).coverage.states;
    expect(states('symmetry')).toBe(symmetry);
    expect(states('partial-order', 'symmetry')).toBe(both);
    expect(states('partial-order', 'chains', 'symmetry')).toBe(all);
  });

  test('partial order is left out where it takes too many looks, and the report says so', () => {
    const result = check({ kernel: 'test/models/alike.ts', scenario: 'tickets-8' }, { reductions: ['partial-order', 'symmetry', 'chains'] });
    expect(result.coverage).toMatchObject({ states: 9, reductions: ['symmetry'], symmetry: [{ zone: 'thread', slots: 8 }] });
    expect(explain(result)).toContain('partial order was left out: states would be looked at under too many renamings');
    expect(explain(result)).toContain('; bfs, reduced by symmetry, complete');
    expect(JSON.parse(jsonReport(result))).toMatchObject({ coverage: { withoutPartialOrder: expect.any(String) as string } });
  });

  test('a zone is left alone where that takes too many looks, and threads are not alike', () => {
    const system = systemOf('test/models/alike.ts', 'tickets-4-4');
    const { coverage } = search(system, { ...settle({ maxStates: 2_000 }), reductions: ['partial-order', 'symmetry'] }, openJudge);
    expect(coverage.symmetry).toEqual([{ zone: 'thread', slots: 8, reason: 'with partial order a state is looked at under its renamings, and these are too many' }]);
  });
});

test('claims about runs are unknown, for they are judged on all states', () => {
  const system = openModel({ file: resolve('models/freebsd/index.ts') }).compile({ scenario: 'vfork-exec' });
  const { judgements } = search(system, { ...settle({}), reductions: ['partial-order'] }, openJudge);
  const unknown = judgements.filter(({ verdict }) => verdict.kind === 'unknown');
  expect(unknown.map(({ verdict }) => verdict)).toEqual(system.liveness?.map(() => ({ kind: 'unknown', bound: 'states-reduced' })));
});

test('a bound that is met says unknown', () => {
  const system = systemOf('test/models/worker.ts', 'worker-4-2');
  const { coverage, bound } = search(system, { ...settle({ maxStates: 100 }), reductions: ['partial-order'] }, openJudge);
  expect([coverage.complete, bound]).toEqual([false, 'max-states']);
});

test('the report says what the search was reduced by', () => {
  const input = { kernel: 'test/models/worker.ts', scenario: 'worker-3-2' };
  const all = [['partial-order'], ['sleep-sets'], ['symmetry'], ['partial-order', 'symmetry'], ['partial-order', 'chains'], ['partial-order', 'symmetry', 'chains']] as const;
  for (const reductions of all) {
    const result = check(input, { reductions });
    expect(explain(result)).toContain(`; bfs, reduced by ${reductions.join(' and ')}, complete`);
    expect(JSON.parse(jsonReport(result))).toMatchObject({ coverage: { reductions } });
  }
});

test('the same locations are left unreached', () => {
  const input = { kernel: 'models/freebsd/index.ts', scenario: 'pause-exit', properties: ['deadlock'] };
  const { unreached = [] } = check(input, { coverage: true });
  expect(unreached.length).toBeGreaterThan(0);
  expect(check(input, { coverage: true, reductions: ['partial-order'] }).unreached).toEqual(unreached);
});
