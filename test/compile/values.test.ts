/** Numbers, booleans and references: ranges, conversions, order of evaluation. */
import { describe, expect, test } from 'vitest';
import { compiled, runOut, told } from './written.ts';

describe('a value that does not fit is out of range', () => {
  test.each([
    ['in a field', 'a: U2', 'yield 1; g.a = 3; g.a++;', ''],
    ['in a signed field', 'a: I8', 'yield 1; g.a = -128; g.a--;', ''],
    ['in a range below zero', "a: Range<-3, -1>", 'yield 1; g.a = -4;', ''],
    ['in a set', 'a: Bits<3>', 'yield 1; g.a = 8;', ''],
    ['in an array', 'a: Arr<U2, 2>; i: U4', 'yield 1; g.a[g.i] = 4;', ''],
    ['as an index', 'a: Arr<U2, 2>; i: U4', 'yield 1; g.i = 2; g.a[g.i] = 1;', ''],
    ['as a slot', 'i: U4', 'yield 1; g.i = 3; threads.at(g.i).id = 1;', ''],
    ['in a local that lives on', 'a: U31', 'yield 1; g.a = 40000; let x = 0; x = g.a; yield 2; g.a = x;', ''],
    ['in a local that does not', 'a: U31', 'yield 1; g.a = 40000; let x = 0; x = g.a; g.a = x;', ''],
    ['in a parameter', 'a: U8', 'yield 1; g.a = 9; yield* f(g.a);', 'function* f(x: U2): Routine { yield 2; g.a = x; }'],
    ['in a result', 'a: U8', 'yield 1; g.a = 9; const x = yield* f(); yield 2; g.a = x;', 'function* f(): Routine<U2> { return g.a; }'],
    ['in a result of a pure function', 'a: U8; b: U8', 'yield 1; g.a = 9; g.b = f();', 'function f(): U2 { return g.a; }'],
    ['as a divisor', 'a: U8', 'yield 1; g.a = 7 / g.a;', ''],
    ['as a modulus', 'a: U8', 'yield 1; g.a = 7 % g.a;', ''],
  ])('%s', (_where, fields, body, also) => {
    expect(runOut(compiled(fields, body, also))).toBe('out-of-range');
  });
});

test('pure functions may reckon with 32 bits', () => {
  const model = compiled('a: Bits<31>', 'yield 1; g.a = with_bit(g.a, 30); g.a = with_bit(g.a, 2);', 'function with_bit(set: number, bit: number): number { return set | (1 << bit); }');
  expect(runOut(model)).toBeUndefined();
  expect(told(model, 'g.a')).toBe('{2, 30}');
});

/** Each is one expression over `x: number = 7`, `y = -7`, `t = true`, with what JavaScript (and C) says. */
test.each([
  ['y / 2', '-3'],
  ['y % 4', '-3'],
  ['7 % -4', '3'],
  ['y >> 1', '-4'],
  ['y >>> 28', '15'],
  ['1 << 10', '1024'],
  ['~x', '-8'],
  ['x & 5 ^ 1', '4'],
  ['x - -1', '8'],
  ['x - M', '8'],
  ['-M', '1'],
  ['t ? x : y', '7'],
  ['x++ + x', '15'],
  ['--x * 2', '12'],
  ['(x = 3) + x', '6'],
  ['Math.min(x, y) + Math.max(x, 3) + Math.abs(y)', '7'],
  ['g.u + (g.u = 2)', '2'],
])('%s is %s', (expression, value) => {
  const model = compiled('r: Range<-2000, 2000>; u: U8', `let x = 7; let y = -7; const t = g.u === 0; yield 1; g.r = ${expression}; if (!t) g.r = x + y;`, 'const M = -1;');
  expect(runOut(model)).toBeUndefined();
  expect(told(model, 'g.r')).toBe(value);
});

describe('booleans and numbers', () => {
  test.each([
    ['g.n = g.t === g.b ? 1 : 0;', '0'],
    ['g.n = g.t !== g.b ? 1 : 0;', '1'],
    ['g.t &&= g.b; g.n = g.t ? 1 : 2;', '2'],
    ['g.b ||= g.t; g.n = g.b ? 1 : 2;', '1'],
    ['if (g.n) g.n = 3; else g.n = 2;', '2'],
    ['g.n = 4; if (g.n && g.t) g.n = 5;', '5'],
    ['if (g.p && g.p.id === 0) g.n = 6;', '6'],
    ['if (!g.q) g.n = 7;', '7'],
    ['const both = g.t && !g.b; yield 2; if (both) g.n = 8;', '8'],
    ['g.n = flag(g.n > 0 || g.t);', '1'],
    ['foo: { if (g.t) break foo; g.n = 9; } g.n++;', '1'],
  ])('%s', (body, value) => {
    const model = compiled('n: U4; t: boolean; b: boolean; p: Ref<Thread>; q: Ref<Thread>', `yield 1; g.t = true; g.p = threads.at(1); ${body}`, 'function flag(it: boolean): number { if (it) return 1; return 0; }');
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.n')).toBe(value);
  });
});

describe('what stands left is evaluated first', () => {
  const set = 'function* set(n: number): Routine<number> { yield 9; g.a = n; g.p = threads.at(2); return n; }';
  test.each([
    ['g.r = g.a + (yield* set(5));', '6'],
    ['g.r = sum(g.a, yield* set(5), g.a);', '11'],
    ['g.r = (yield* set(5)) + g.a;', '10'],
    ['g.p.id = yield* set(2); g.r = threads.at(1).id * 4 + threads.at(2).id;', '8'],
    ['g.arr[g.a] = yield* set(3); g.r = g.arr[1] * 4 + g.arr[3];', '12'],
    ['let x = 1; x = g.a = yield* set(3); g.r = x + g.a;', '6'],
    ['g.r = g.a === 1 && (yield* set(5)) === 5 ? (yield* set(6)) : g.a;', '6'],
    ['g.r = yield* set(yield* set(4));', '4'],
  ])('%s', (body, value) => {
    const model = compiled('a: U4; r: U8; p: Ref<Thread>; arr: Arr<U4, 4>', `yield 1; g.a = 1; g.p = threads.at(1); ${body}`, `${set}\nfunction sum(a: number, b: number, c: number): number { return a + b + c; }`);
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.r')).toBe(value);
  });
});

test('an argument that starts a thread leaves the others alone', () => {
  const model = compiled(
    'a: U8; b: U8',
    'yield 1; yield* show(3, begun(5));',
    `function* other(n: number): Routine { g.a = n; yield 2; }
     function begun(n: number): number { start(threads.at(2), other, n); return 7; }
     function* show(x: number, y: number): Routine { yield 3; g.b = x * 10 + y; }`,
  );
  expect(runOut(model)).toBeUndefined();
  expect([told(model, 'g.a'), told(model, 'g.b')]).toEqual(['5', '37']);
});
