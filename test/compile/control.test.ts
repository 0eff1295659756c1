/** Control flow across yields: loops, switches, labels, early returns. */
import { expect, test } from 'vitest';
import { compiled, runOut, told } from './written.ts';

/** Each leaves in `g.r` the digits that it passed by. */
test.each([
  ['a switch that falls through', 'switch (g.two) { case 1: yield* at(1); case 2: yield* at(2); case 3: yield* at(3); break; default: yield* at(4); }', '23'],
  ['a default in the middle', 'switch (g.two) { case 1: yield* at(1); break; default: yield* at(4); case 3: yield* at(3); break; case 4: yield* at(5); }', '43'],
  ['a switch without a fitting case', 'switch (g.two) { case 1: yield* at(1); } yield* at(9);', '9'],
  ['a switch on what yields', 'switch (yield* echo(2)) { case 2: yield* at(2); break; case 1: yield* at(1); }', '2'],
  ['continue out of a switch', 'for (let i = 1; i < 4; i++) { switch (i) { case 2: continue; default: yield* at(i); } yield* at(7); }', '1737'],
  ['a labelled continue out of a switch', 'outer: for (let i = 1; i < 3; i++) { for (let j = 5; j < 7; j++) { switch (i) { case 1: yield* at(j); continue outer; default: yield* at(j); } } }', '556'],
  ['a labelled break out of two loops', 'outer: for (;;) { for (;;) { yield* at(1); break outer; } } yield* at(2);', '12'],
  ['breaks out of plain loops in one with yields', 'for (let i = 1; i < 4; i++) { let j = 0; while (true) { if (j === i) break; j++; } yield* at(j); }', '123'],
  ['a plain statement that leaves a loop with yields', 'outer: for (let i = 1; ; i++) { yield* at(i); for (let j = 0; j < 3; j++) { if (i === 2) break outer; if (j === 1) continue outer; } }', '12'],
  ['a labelled block', 'for (let i = 1; i < 3; i++) { block: { if (i === 1) break block; yield* at(i); } yield* at(5); }', '525'],
  ['an unlabelled break inside a labelled block', 'for (let i = 1; ; i++) { yield* at(i); block: { if (i === 2) break; } }', '12'],
  ['a labelled switch', 'one: switch (g.two) { case 2: { let k = 3; if (g.two === 2) k = 4; if (g.two === 2) break; k = 0; } } yield* at(6);', '6'],
  ['yields in the test and the update', 'for (let i = 0; (yield* echo(i)) < 2; i += 1 + (g.two - 2)) { yield* at(i + 1); }', '12'],
  ['a yield in the update', 'let i = 1; for (; i < 3; i = yield* echo(i + 1)) yield* at(i);', '12'],
  ['do while with continue', 'let i = 0; do { i++; if (i === 2) continue; yield* at(i); } while ((yield* echo(i)) < 3);', '13'],
  ['a comma in an update', 'for (let i = 0, j = 3; i < j; i++, j--) yield* at(j);', '32'],
  ['an early return', 'yield* early(2); yield* at(9);', '29'],
  ['a loop with a return in a pure function', 'yield* at(first(3)); yield* at(first(1));', '42'],
  ['conditions that yield', 'if ((yield* echo(0)) === 1 || ((yield* echo(1)) === 1 && (yield* echo(2)) === 2)) yield* at(1);', '1'],
  ['a conditional that yields', 'yield* at(g.two === 2 ? yield* echo(5) : yield* echo(6));', '5'],
])('%s', (_what, body, passed) => {
  const model = compiled(
    'r: U31; two: U2',
    `yield 'begin'; g.two = 2; ${body}`,
    `function* at(n: number): Routine { yield 'at'; g.r = g.r * 10 + n; }
     function* echo(n: number): Routine<number> { yield 'echo'; return n; }
     function* early(n: number): Routine { for (let i = 0; ; i++) { if (i === n) { yield* at(n); return; } yield 'on'; } }
     function first(above: number): number { for (let i = 0; i < 9; i++) { if (i > above) return i; } return 9; }`,
  );
  expect(runOut(model)).toBeUndefined();
  expect(told(model, 'g.r')).toBe(passed);
});

test('a loop that never yields is told', () => {
  expect(runOut(compiled('a: U1', 'yield 1; while (g.a === 0) { g.a = 0; }'))).toBe('step-does-not-end');
});

/** What is left of a statement when its yields are done is done, too. */
test.each([
  ['an assertion', "KASSERT((yield* echo(1)) === 2, 'one is two');"],
  ['a call behind a condition', 'if (g.a === 0 && (yield* echo(1)) === 1) claim(yield* echo(1));'],
  ['a call in an operand', 'g.a === 1 || claim(yield* echo(1));'],
])('%s with a yield in its argument takes place', (_what, body) => {
  const model = compiled(
    'a: U1',
    `yield 1; ${body}`,
    `function* echo(n: number): Routine<number> { yield 'echo'; return n; }
     function claim(n: number): boolean { KASSERT(n === 2, 'one is two'); return true; }`,
  );
  expect(runOut(model)).toBe('assertion-failed');
});

test('a loop of routines that never yield is told', () => {
  const model = compiled('a: U1', 'yield 1; for (;;) yield* nothing();', 'function* nothing(): Routine { g.a = 0; }');
  expect(runOut(model)).toBe('step-does-not-end');
});
