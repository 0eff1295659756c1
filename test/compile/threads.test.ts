/** Threads and their frames: what is kept, what is cleared, what a clone takes along. */
import { describe, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { FaultError } from '../../src/core/index.ts';
import { compiled, head, reached, runOut, told, written } from './written.ts';

describe('states that differ only in what is over are one', () => {
  test('dead locals', () => {
    // Both values of x lead to 'after' with x dead: start, the choice, after, the end.
    expect(reached(compiled('a: U4', "const x = yield* choose(2); g.a = x; yield 'mid'; g.a = 0; yield 'after';"))).toBe(5);
  });
  test('frames of routines that have returned', () => {
    const also = "function* f(x: number): Routine { yield 'in'; g.a = x; yield 'out'; g.a = 0; }";
    // start; in (x 0, 1); out (a 0, 1); after; the end.
    expect(reached(compiled('a: U4', "yield* f(yield* choose(2)); yield 'after';", also))).toBe(7);
  });
  test('threads that have ended in the midst of routines', () => {
    const also = "function* f(x: number): Routine { yield 'in'; g.a = x; g.a = 0; yield* halt(); }";
    expect(reached(compiled('a: U4', 'const y = yield* choose(3); yield* f(y); g.a = y;', also))).toBe(5);
  });
  test('what `become` leaves behind', () => {
    const also = "function* fresh(): Routine { yield 'fresh'; }";
    expect(reached(compiled('a: U4', "const y = yield* choose(2); yield 'mid'; if (g.a === 0) yield* become(fresh); g.a = y;", also))).toBe(5);
  });
});

const fork = `
function* fork(): Routine<number> {
  const keep = g.a + 1;
  if (yield* cloned()) { g.b = g.b + keep; return 0; }
  yield* deeper();
  return 1;
}
function* deeper(): Routine { yield 'deep'; cloneFrames(threads.at(slot(curthread<Thread>()) === 1 ? 2 : 3)); yield 'made'; }
function* user(n: number): Routine<number> { const local = n + 1; const got = yield* fork(); return local * 2 + got; }
`;

describe('a fork returns twice', () => {
  const model = (body: string): ReturnType<typeof compiled> =>
    openModel({
      file: written(`${head.replace('slots: 2', 'slots: 3')}
export interface Globals { a: U8; b: U8; c: U8; d: U8 }
export const g = globals<Globals>('g');
${fork}
function* main(): Routine { ${body} }
export default scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main) });`),
    }).compile({ scenario: 'it' });

  test('with the locals of all callers', () => {
    const it = model("const mine = g.a + 4; yield 'go'; const r = yield* user(mine); if (slot(curthread<Thread>()) === 1) g.c = r; else g.d = r * 10 + mine;");
    expect(runOut(it)).toBeUndefined();
    expect([told(it, 'g.c'), told(it, 'g.d'), told(it, 'g.b')]).toEqual(['11', '104', '1']);
  });
  test('and again in the child', () => {
    const it = model("let n = 0; yield 'go'; n = yield* user(1); if (n === 4) { const m = yield* user(2); g.c = g.c + m; } else g.d = g.d + n;");
    expect(runOut(it)).toBeUndefined();
    // The parent got 5; the child got 4, forked again and got 7; the grandchild got 6.
    expect([told(it, 'g.d'), told(it, 'g.c')]).toEqual(['5', '13']);
  });
});

describe('of a thread it can be asked', () => {
  const also = "function* outer(): Routine { yield* inner(); yield 'behind'; }\nfunction* inner(): Routine { yield* waitUntil(() => g.a === 1, 'in'); }\nfunction* never(): Routine { yield 1; }\nconst C = { IN: 'in' } as const;";
  const body = (question: string): string => `yield 'go'; start(threads.at(2), outer); yield 'mid'; const t = threads.at(2); if (${question}) g.b = 1; g.a = 1; yield 'end';`;
  test.each([
    ['inside(t, outer)', '1'],
    ['inside(t, inner)', '1'],
    ['inside(t, never)', '0'],
    ["standsAt(t, inner, 'in')", '1'],
    ["standsAt(t, outer, 'behind')", '0'],
    ['standsAt(t, never, 1)', '0'],
    ['standsAt(threads.at(2), inner, C.IN)', '1'],
    ['blocked(t)', '1'],
    ['halted(t)', '0'],
    ['halted(curthread<Thread>())', '0'],
  ])('%s', (question, answer) => {
    const model = compiled('a: U4; b: U4', body(question), also);
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.b')).toBe(answer);
  });
});

test('a thread that runs is not started again', () => {
  expect(runOut(compiled('a: U4', 'yield 1; start(threads.at(2), other); start(threads.at(2), other);', "function* other(): Routine { yield 'stay'; }"))).toBe('assertion-failed');
});

describe('threads that start each other without end', () => {
  const also = 'function* other(): Routine { again(); yield 1; }\nfunction again(): void { start(threads.at(2), other); }';

  test('are a fault of the step that does', () => {
    expect(runOut(compiled('a: U4', 'yield 1; start(threads.at(2), other);', also))).toBe('step-does-not-end');
  });

  test('are refused where they come before the first step, with a place and a remedy', () => {
    expect(() => compiled('a: U4', 'again(); yield 1;', also)).toThrow(/\.ts:\d+:\d+: the setup of scenario "it" fails: step-does-not-end: threads start each other without end.*\n {2}Correct/);
  });

  test('are none where they end', () => {
    const model = compiled('a: U8', 'yield 1; start(threads.at(2), other); g.a = g.a + 100;', 'function* other(): Routine { if (g.a < 100) { g.a++; start(threads.at(2), other); } }');
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.a')).toBe('200');
  });
});

test('a routine travels as a value', () => {
  const also = "function* one(): Routine { yield 1; g.a = g.a * 10 + 1; }\nfunction* call(entry: Entry): Routine { yield 2; yield* run(entry); }";
  const model = compiled('a: U8; e: Entry', "yield 'go'; g.e = one; yield* call(g.e); yield* call(function* (): Routine { yield 3; g.a = g.a * 10 + 2; });", also);
  expect(runOut(model)).toBeUndefined();
  expect(told(model, 'g.a')).toBe('12');
});

test('a property that touches nil is a fault', () => {
  const text = `${head}
export interface Globals { p: Ref<Thread> }
export const g = globals<Globals>('g');
export const scenarios = [scenario({ name: 'it', title: '', setup: () => start(threads.at(1), function_of) })];
function* function_of(): Routine { yield 1; }
export const bad = always('bad', 'it is there', () => g.p.id === 0);`;
  const model = openModel({ file: written(text) }).compile({ scenario: 'it' });
  expect(() => model.predicates[0]?.holds()).toThrow(FaultError);
});
