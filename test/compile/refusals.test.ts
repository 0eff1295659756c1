/** Mistakes in declarations, scenarios and mutations are refused with a place and a remedy. */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { CompileError, UsageError } from '../../src/core/index.ts';
import { compiled, head, written } from './written.ts';

const use = 'yield 1; g.a = 1;';

describe('in a model', () => {
  test.each([
    ['a struct that contains itself', 'a: S', use, 'export interface S { s: S }', /contains itself/],
    ['an unknown type', 'a: Map', use, '', /"Map" is no type/],
    ['an unknown parameter', "a: Bits<'size'>", use, '', /no parameter is called "size"/],
    ['a missing type argument', 'a: Range<1>', use, '', /Range lacks a type argument/],
    ['too many bits', 'a: Bits<32>', use, '', /does not fit a word/],
    ['a range upside down', 'a: Range<3, 1>', use, '', /no integers/],
    ['globals without a type', 'a: U1', 'yield 1; h.a = 1;', 'export const h = globals("h");', /lacks its struct type/],
    ['too few arguments', 'a: U1', 'yield* f();', 'function* f(x: U1): Routine { yield x; g.a = x; }', /operand of yield|takes 1 argument/],
    ['too many arguments', 'a: U1', 'yield 1; g.a = f(1, 2);', 'function f(x: U1): U1 { return x; }', /f takes 1 argument, not 2/],
    ['nine parameters', 'a: U1', 'yield* f(1, 2, 3, 4, 5, 6, 7, 8, 9);', 'function* f(a: U1, b: U1, c: U1, d: U1, e: U1, f: U1, h: U1, i: U1, j: U1): Routine { yield 1; }', /more than 8 parameters/],
    ['recursion of pure functions', 'a: U8', 'yield 1; g.a = f(3);', 'function f(n: number): number { return n === 0 ? 0 : h(n - 1); } function h(n: number): number { return f(n); }', /recursion: f -> h -> f/],
    ['recursion via run', 'a: U8', 'yield* f(one);', 'function* f(e: Entry): Routine { yield* run(e); } function* one(): Routine { yield 1; yield* f(one); }', /recursion/],
    ['a guard that changes something', 'a: U8', 'yield* waitUntil(() => ++g.a > 1);', '', /guard or claim changes nothing/],
    ['a guard that calls what changes something', 'a: U8', 'yield* waitUntil(() => f());', 'function f(): boolean { g.a = 1; return true; }', /calls a function that does/],
    ['two places for clones', 'a: U8', 'yield* f(); yield* h();', 'function* f(): Routine { if (yield* cloned()) g.a = 1; } function* h(): Routine { if (yield* cloned()) g.a = 2; }', /cloned\(\), and so does/],
    ['two places for clones in one routine', 'a: U8', 'if (yield* cloned()) g.a = 1; if (yield* cloned()) g.a = 2;', '', /stands here twice/],
    ['an unknown lock', "a: Guarded<U1, 'nowhere'>", 'yield 1; g.a = 1;', '', /the guard "nowhere" of Globals\.a/],
    ['a guard that is no lock', "a: Guarded<U1, 'b'>; b: U1", 'yield 1; g.a = 1;', '', /"b" is no struct/],
    ['references to different structs compared', 'p: Ref<Thread>; q: Ref<Other>', 'yield 1; if (g.p === g.q) yield 2;', 'export interface Other { x: U1 }', /differ in kind/],
    ['a reference to another struct stored', 'p: Ref<Thread>; q: Ref<Other>', 'yield 1; g.p = g.q;', 'export interface Other { x: U1 }', /a reference to Other cannot stand where a reference to Thread/],
    ['a number in place of a reference', 'p: Ref<Thread>', 'yield 1; g.p = 1;', '', /a number cannot stand/],
    ['a fraction', 'a: U8', 'yield 1; g.a = 1.5;', '', /integers only/],
    ['a local of an enclosing routine', 'a: U8; e: Entry', 'const x = 1; yield 1; g.e = function* (): Routine { yield 1; g.a = x; };', '', /"x" is not declared/],
    ['an unknown member', 'a: U8', 'yield 1; g.a = C.TWO;', 'const C = { ONE: 1 } as const;', /no member "TWO"/],
    ['a name that a module does not export', 'a: U8', 'yield 1; g.a = nope;', "import { nope } from 'forkcheck';", /exports no "nope"/],
    ['a routine that is not run, in a value', 'a: U8', 'yield 1; g.a = f();', 'function* f(): Routine<U8> { return 1; }', /f is a routine/],
    ['a place that a routine has not', 'a: U8', "yield 'here'; yield* f(); if (standsAt(threads.at(1), f, 'there')) g.a = 1;", "function* f(): Routine { yield 7; yield* waitUntil(() => g.a === 0, 'where'); }", /f has no yield called "there"; did you mean "where"/],
    ['a thread of another zone', 'a: U8', "yield 1; if (halted(others.at(1))) g.a = 1;", "export const others = zone<Other>('other', { slots: 1, threads: true }); export interface Other { x: U1 }", /Other is no thread/],
    ['a place without a name', 'a: U8', 'yield 1; if (standsAt(threads.at(1), f, g.a)) g.a = 1;', 'function* f(): Routine { yield 7; }', /this names no place/],
    ['an object for a list', 'a: U8', "yield 1; insertHead(g, threads.at(1), 'id');", '', /no link|no list/],
  ])('%s', (_what, fields, body, also, problem) => {
    const error = caught(() => compiled(fields, body, also));
    if (!(error instanceof CompileError)) throw error;
    expect(error.problem).toMatch(problem);
    expect(error.at).toMatch(/\.ts:\d+:\d+$/);
    expect(error.remedy).not.toBe('');
  });
});

describe('in a module', () => {
  test.each([
    ['a syntax error', 'const x = ;', /:1:\d+: syntax error/],
    ['a missing import', "import { x } from './nowhere.ts'; export const y = x;", /:1:1: there is no module "\.\/nowhere\.ts"/],
    ['a module that does not run', "throw new Error('oh no');", /does not run: Error: oh no/],
    ['a yield in a function', 'function f() { yield 1; }', /:1:\d+: syntax error/],
  ])('%s', (_what, text, problem) => {
    const error = caught(() => openModel({ file: written(text) }));
    expect(error).toBeInstanceOf(CompileError);
    expect(String(error)).toMatch(problem);
  });

  test('a model without a scenario, if one is to be checked', () => {
    expect(() => check({ kernel: written('export const x = 1;') })).toThrow(/has no scenario\n {2}Export what/);
  });

  test('a file of properties without any', () => {
    const file = written(`${head} export default scenario({ name: 'it', title: '', setup: () => {} });`);
    expect(() => openModel({ file, also: [written('export const x = 1;')] })).toThrow(/exports no scenario and no property/);
  });
});

describe('in a scenario', () => {
  const open = (fields: string, compile = true): unknown =>
    caught(() => {
      const model = openModel({ file: written(`${head}
export const conf = params({ size: 2 });
function* main(): Routine { if (yield* mayFail('memory')) yield 1; yield 2; }
export default scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main), ${fields} });`) });
      if (compile) model.compile({ scenario: 'it' });
    });
  test.each([
    ['an unknown parameter', 'params: { sizes: 3 }', /sets the parameter "sizes".*there are: .*size/],
    ['an unknown zone', 'slots: { threads: 3 }', /the zone "threads".*there are: thread/],
    ['an unknown failure', 'failures: { memroy: 1 }', /the failure "memroy".*there are: memory/],
    ['an unknown interrupt', 'interrupts: { clock: 1 }', /no interrupt "clock"/],
    ['an unknown property', "properties: [always('small', '', () => true)], without: ['smal']", /"it" is.* without "smal".* did you mean "small"\?; there are: small/],
    ['too many slots', 'slots: { thread: 256 }', /cannot have 256 slots/],
  ])('%s', (_what, fields, problem) => {
    const error = open(fields);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(problem);
  });
});

describe('in a mutation', () => {
  const open = (edit: string): unknown =>
    caught(() =>
      openModel({
        file: written(`import { mutation, scenario } from 'forkcheck';
export function f(): number { return 1 + 1; }
export const m = mutation({ name: 'm', title: '', edits: [${edit}], caughtBy: {} });
export default scenario({ name: 'it', title: '', setup: () => {} });`),
        mutation: 'm',
      }),
    );
  test.each([
    ['stale text', "{ routine: 'f', find: '2 + 2', put: '' }", /no longer in it/],
    ['ambiguous text', "{ routine: 'f', find: '1', put: '2' }", /more than once/],
    ['an unknown routine', "{ routine: 'ff', find: '1', put: '2' }", /no function of the loaded modules has that name/],
  ])('%s', (_what, edit, problem) => {
    const error = open(edit);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(problem);
  });

  describe('of a function whose name two modules have', () => {
    written('export function f(): number { return 1 + 1; }', 'other.ts');
    const opened = (edit: string) =>
      openModel({
        file: written(`import { mutation, scenario } from 'forkcheck';
import * as other from './other.ts';
export function f(): number { return 1 + 1; }
export const m = mutation({ name: 'm', title: other.f() + ' ' + f(), edits: [{ routine: 'f', ${edit}find: '1 + 1', put: '3' }], caughtBy: {} });
export default scenario({ name: 'it', title: '', setup: () => {} });`, 'main.ts'),
        mutation: 'm',
      });

    test('it is refused, with both places and a remedy', () => {
      const error = caught(() => opened(''));
      expect(error).toBeInstanceOf(CompileError);
      expect(String(error)).toMatch(/other\.ts:1: the mutation's edit of "f" means this function, or the one at .*main\.ts:3\n.*`file: 'other\.ts'`/);
    });

    test.each([
      ['main.ts', '2 3'],
      ['other.ts', '3 2'],
    ])('with %s it is clear', (file, values) => {
      expect(opened(`file: '${file}', `).mutations[0]?.title).toBe(values);
    });

    test('a module without it is told', () => {
      expect(() => opened("file: 'her.ts', ")).toThrow(/applies to nothing: no function of a loaded module her\.ts has that name/);
    });
  });
});

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}
