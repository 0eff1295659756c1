/** Budgeted failures, interrupts, the gate, threads at rest. */
import { expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel } from '../../src/core/index.ts';
import { head, reached, runOut, told, written } from './written.ts';

function model(body: string, scenarioFields: string, kernelFields = ''): CompiledModel {
  const text = `${head}
export interface Proc { uid: U4 }
export const procs = zone<Proc>('proc', { slots: 2 });
export interface Globals { a: U4; b: U4; p: Ref<Proc> }
export const g = globals<Globals>('g');
function* begin(entry: Entry): Routine { yield* run(entry); }
function* user(): Routine { ${body} }
function* tick(): Routine { for (;;) { yield* waitUntil(() => g.b > 0, 'tick'); g.b = 0; } }
export default kernel({
  name: 'tiny', title: '',
  process: (parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> => alloc(procs),
  thread: (p: Ref<Proc>, entry: Entry): void => start(alloc(threads), begin, entry),
  interrupts: { tick },
  ${kernelFields}
  scenarios: [scenario({ name: 'it', title: '', processes: [{ name: 'init', threads: [user] }], ${scenarioFields} })],
  properties: [], mutations: [],
});`;
  return openModel({ file: written(text) }).compile({ scenario: 'it' });
}

const failing = "yield 'go'; if (yield* mayFail('memory')) g.a = g.a + 1; if (yield* mayFail('memory')) g.a = g.a + 1;";

test('a failure that is not budgeted is no choice', () => {
  expect(reached(model(failing, ''))).toBe(2);
});

test('a failure comes as often as the budget says', () => {
  const it = model(failing, 'failures: { memory: 1 }');
  // go; the first choice; the second after a yes and a no; ended with a = 1 from either, and with a = 0 and the budget kept.
  expect(reached(it)).toBe(6);
});

test('a sleep that is not budgeted is no step', () => {
  const body = "yield 'go'; yield* maySleep('sleep'); g.a = 1;";
  expect([reached(model(body, '')), reached(model(body, 'failures: { sleep: 1 }'))]).toEqual([2, 3]);
});

test('an interrupt runs if the scenario allows it', () => {
  const body = "yield 'go'; g.b = 1; yield* waitUntil(() => g.b === 0); g.a = 1;";
  const [without, with_] = [model(body, ''), model(body, 'interrupts: { tick: 1 }')];
  expect([runOut(without), runOut(with_)]).toEqual([undefined, undefined]);
  expect([told(without, 'g.a'), told(with_, 'g.a')]).toEqual(['0', '1']);
});

test('the gate keeps a thread from its steps where there are fewer CPUs', () => {
  const gate = 'gate: (td: Ref<Thread>): boolean => g.b === 1,';
  const [free, held] = [model("yield 'go'; g.a = 1;", '', gate), model("yield 'go'; g.a = 1;", 'cpus: 1', gate)];
  expect([runOut(free), runOut(held)]).toEqual([undefined, undefined]);
  expect([told(free, 'g.a'), told(held, 'g.a')]).toEqual(['1', '0']);
});

test('a gate that touches nil is a fault of the step', () => {
  expect(runOut(model("yield 'go';", 'cpus: 1', 'gate: (td: Ref<Thread>): boolean => g.p.uid === 0,'))).toBe('nil-dereference');
});

test('a count that touches nil is a fault of the step', () => {
  expect(runOut(model("yield 'go'; g.a = yield* choose(g.p.uid + 1);", ''))).toBe('nil-dereference');
});

test('the kernel says who may rest', () => {
  const it = model("yield* waitUntil(() => g.a === 1, 'for ever');", '', 'atRest: (td: Ref<Thread>): boolean => blocked(td),');
  expect([it.mayRest(0), it.ended(0)]).toEqual([true, false]);
});
