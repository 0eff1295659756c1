import { describe, expect, test } from 'vitest';
import { check, ourRooms } from '../../src/check.ts';
import { CompileError, type CompileRequest, type Fault, type LoadedModel, type Shows } from '../../src/core/index.ts';
import { contextSwitches, findLeastRun, minimize, minimizeRun } from '../../src/minimize/index.ts';
import { assertion, lostUpdate, type Toy, type ToyAgent, toySystem } from '../trace/toySystem.ts';

const breaks: Shows = (system, fault) => fault === undefined && system.predicates[0]?.holds() === false;
const budget = { maxStates: 10_000, totalStates: 100_000 };
const none = { maxStates: 1, totalStates: 1000 };
const request: CompileRequest = { scenario: 'toy', properties: ['no-lost-update'] };

const bystander = (name: string): ToyAgent => ({ name, steps: [{ point: 'one' }, { point: 'two' }] });
const crowd: Toy = { ...lostUpdate, agents: [...lostUpdate.agents, bystander('C'), bystander('D')] };
// A reads; C, B, D, B, C and A follow, one step each.
const long = [0, 2, 1, 3, 1, 2, 0].map((agent) => ({ agent, alternative: 0 }));

/** A model whose processes are the agents; leaving out A does not compile, and leaving out B means two CPUs are too many. */
function toyModel(toy: Toy, cpus?: number): LoadedModel & { readonly asked: CompileRequest[] } {
  const asked: CompileRequest[] = [];
  return {
    asked,
    name: 'toy',
    title: 'a toy',
    file: '/toy.ts',
    scenarios: [{ name: 'toy', title: '' }],
    properties: [],
    mutations: [],
    removable: () => ({ processes: toy.agents.map(({ name }) => name), threads: ['C/0'], statements: [] }),
    cpusOf: () => cpus,
    compile: (wanted) => {
      asked.push(wanted);
      const gone = wanted.reduction?.processes ?? [];
      if (gone.includes('A')) throw new CompileError('toy.ts:1:1', 'A is the parent of B', 'Keep it.');
      return toySystem({ ...toy, agents: toy.agents.filter(({ name }) => !gone.includes(name)) });
    },
  };
}

const found = (toy: Toy) => ({ request, system: toySystem(toy), schedule: long, isShortest: false });

describe('minimizing a run', () => {
  test('finds the shortest one with the fewest switches where the graph is small', () => {
    const run = minimizeRun(found(crowd), findLeastRun(breaks), budget);
    expect(run).toMatchObject({ length: 'shortest', switches: 'fewest' });
    expect(run.schedule.map(({ agent }) => agent)).toEqual([1, 0, 0, 1]);
  });

  test('drops steps and joins runs where the graph is too large', () => {
    const run = minimizeRun(found(crowd), findLeastRun(breaks), none);
    expect(run.length).toBe('shortened');
    expect(run.schedule).toHaveLength(4);
    expect(contextSwitches(run.schedule)).toBe(2);
  });

  test('leaves the length of a run alone that a breadth-first search found', () => {
    const schedule = [0, 1, 0, 1].map((agent) => ({ agent, alternative: 0 }));
    const run = minimizeRun({ ...found(crowd), schedule, isShortest: true }, findLeastRun(breaks), none);
    expect(run).toMatchObject({ length: 'shortest', switches: 'fewer' });
    expect(contextSwitches(run.schedule)).toBe(2);
  });

  test('leaves a run as it was found if nothing can be told of its single states', () => {
    const blind = { find: () => ({ states: 1, schedule: undefined, switches: 'as-found' as const }) };
    expect(minimizeRun(found(crowd), blind, budget)).toMatchObject({ schedule: long, length: 'as-found', switches: 'as-found' });
  });
});

describe('reducing a scenario', () => {
  test('leaves out every process that is not needed, and CPUs', () => {
    const least = minimize(toyModel(crowd, 3), found(crowd), findLeastRun(breaks), budget);
    expect(least.request.reduction?.processes).toEqual(['C', 'D']);
    expect(least.request.cpus).toBe(1);
    expect(least.schedule.map(({ agent }) => agent)).toEqual([1, 0, 0, 1]);
  });

  test('does not try threads of processes that are gone', () => {
    const model = toyModel(crowd);
    minimize(model, found(crowd), findLeastRun(breaks), budget);
    expect(model.asked.some(({ reduction }) => reduction?.threads.includes('C/0'))).toBe(false);
  });

  test('stops when its budget is spent', () => {
    const model = toyModel(crowd);
    const least = minimize(model, found(crowd), findLeastRun(breaks), { maxStates: 10_000, totalStates: 1 });
    expect(least.request.reduction).toBeUndefined();
  });

  // B makes it two, C makes it one; A looks after either. Without B, A would find the other fault, in a run that is as short.
  test('does not take another assertion, or the same one elsewhere, for the one that was found', () => {
    const adder = (name: string, n: number): ToyAgent => ({ name, steps: [{ point: 'set', act: (values) => void (values['n'] = n) }] });
    const foundBy = (one: Fault, two: Fault) => {
      const looker: ToyAgent = { name: 'A', steps: [{ point: 'look', when: ({ n }) => n !== 0, act: ({ n }) => (n === 1 ? one : two) }] };
      const model = toyModel({ values: { n: 0 }, agents: [looker, adder('B', 2), adder('C', 1)] });
      const { properties } = check({ kernel: 'toy.ts' }, {}, { ...ourRooms, openModel: () => model });
      const { counterexample } = properties.find(({ verdict }) => verdict === 'violated') ?? {};
      return { fault: counterexample?.fault?.message, leftOut: counterexample?.reduction.processes };
    };
    expect(foundBy({ ...assertion, message: 'n is not one' }, assertion)).toEqual({ fault: 'n is small', leftOut: ['C'] });
    expect(foundBy({ ...assertion, at: 'toy.ts:1:1' }, assertion)).toEqual({ fault: 'n is small', leftOut: ['C'] });
    expect(foundBy(assertion, assertion)).toEqual({ fault: 'n is small', leftOut: ['B'] });
  });

  test('does not hide a defect of the compiler', () => {
    const broken: LoadedModel = { ...toyModel(crowd), compile: () => { throw new Error('forkcheck bug: no such block'); } };
    expect(() => minimize(broken, found(crowd), findLeastRun(breaks), budget)).toThrow('forkcheck bug');
  });
});

test('runs are made of verdicts where they are wanted, and the verdicts are the same', () => {
  const input = { kernel: 'test/cli/models/counter.ts', mutation: 'unlocked' };
  const whole = check(input, { minimize: false }).properties;
  const bare = check(input, { demonstrate: false }).properties;
  expect(whole.some(({ run, counterexample }) => run !== null && counterexample !== null)).toBe(true);
  expect(bare).toEqual(whole.map(({ stuck: _, ...one }) => ({ ...one, run: null, counterexample: null })));
});
