/** What a step cannot be made of is refused where it stands, with what to write instead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { CompileError } from '../../src/core/index.ts';

interface Refusal {
  readonly what: string;
  /** The body of `main`; `«` marks where the refusal points. */
  readonly body: string;
  /** Further functions of the module. */
  readonly also?: string;
  readonly problem: RegExp;
}

const refusals: readonly Refusal[] = [
  { what: 'try', body: '«try { yield 1; } catch { g.a = 1; }', problem: /try/ },
  { what: 'throw', body: "yield 1; «throw new Error('no');", problem: /throw/ },
  { what: 'an object literal', body: 'const o = «{ a: 1 }; yield 1; g.a = o.a;', problem: /object literal/ },
  { what: 'an array literal', body: 'const o = «[1, 2]; yield 1; g.a = o[0]!;', problem: /array literal/ },
  { what: 'for..of', body: '«for (const x of [1, 2]) { yield 1; g.a = x; }', problem: /for\.\.of/ },
  { what: 'for..in', body: '«for (const x in g) { yield 1; }', problem: /for\.\.in/ },
  { what: 'a class', body: '«class C {} yield 1;', problem: /[Cc]lass/ },
  { what: 'new', body: 'const o = «new Map(); yield 1;', problem: /new/ },
  { what: 'this', body: 'yield 1; g.a = «this.a;', problem: /this/ },
  { what: 'a template literal', body: 'yield 1; KASSERT(true, «`a`);', problem: /TemplateLiteral|template/ },
  { what: 'var', body: '«var x = 1; yield 1; g.a = x;', problem: /var/ },
  { what: 'destructuring', body: 'const «{ a } = g; yield 1; g.a = a;', problem: /destructuring/ },
  { what: 'optional chaining', body: 'yield 1; g.a = «g?.a;', problem: /Optional|\?\./ },
  { what: 'a nested function', body: '«function f() { return 1; } yield 1; g.a = f();', problem: /nested function/ },
  { what: 'a name that is not declared', body: 'yield 1; g.a = «nowhere;', problem: /"nowhere" is not declared/ },
  { what: 'a field that is not there', body: 'yield 1; «g.nothing = 1;', problem: /no field "nothing"/ },
  { what: 'a routine called without yield*', body: 'yield 1; «other();', also: 'function* other(): Routine { yield 2; }', problem: /routine, and it is not run/ },
  { what: 'a pure function called with yield*', body: 'yield* «other();', also: 'function other(): number { return 1; }', problem: /no routine/ },
  { what: 'a word called without yield*', body: 'yield 1; «waitUntil(() => true);', problem: /waitUntil/ },
  { what: 'a yield in a compound assignment', body: '«g.a += yield* choose(2);', problem: /compound/ },
  { what: 'a default parameter', body: 'yield 1; g.a = other();', also: 'function other(«x = 1): number { return x; }', problem: /parameter/ },
  { what: 'rest parameters', body: 'yield 1; g.a = other(1);', also: 'function other(«...x: number[]): number { return 1; }', problem: /parameter/ },
  { what: 'an async function', body: 'yield 1; g.a = 1; other();', also: '«async function other(): Promise<void> { g.a = 1; }', problem: /async/ },
  { what: 'recursion', body: 'yield* other(1);', also: '«function* other(n: number): Routine { yield 2; if (n > 0) yield* other(n - 1); }', problem: /recurs|calls itself/ },
  {
    what: 'recursion by a detour',
    body: 'yield* one();',
    also: 'function* one(): Routine { yield 1; yield* two(); }\nfunction* two(): Routine { yield 2; yield* one(); }',
    problem: /recurs|calls itself/,
  },
  { what: 'a string as a value', body: "const s = «'text'; yield 1; g.a = s.length;", problem: /string|StringLiteral/ },
  { what: 'a guard that is not written in place', body: 'const ready = () => g.a === 0; yield* waitUntil(«ready);', problem: /function|guard/ },
];

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(refusals)('$what is refused', ({ what, body, also = '', problem }) => {
  const marked = moduleWith(body, also);
  const source = marked.replace('«', '');
  const file = join(folder, `${what.replaceAll(/\W/g, '-')}.ts`);
  writeFileSync(file, source);
  const error = refusalOf(file);
  expect(error).toBeInstanceOf(CompileError);
  if (!(error instanceof CompileError)) return;
  expect(error.problem).toMatch(problem);
  expect(error.remedy).toMatch(/\w.*\.$/s);
  expect(error.at).toMatch(/\.ts:\d+:\d+$/);
  if (marked !== source) expect(error.at.split(':').slice(-2).join(':')).toBe(placeOf(marked));
});

function refusalOf(file: string): unknown {
  try {
    openModel({ file }).compile({ scenario: 'refused' });
    return undefined;
  } catch (error) {
    return error;
  }
}

function placeOf(marked: string): string {
  const before = marked.slice(0, marked.indexOf('«')).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

function moduleWith(body: string, also: string): string {
  return [
    `import { KASSERT, choose, curthread, globals, scenario, start, waitUntil, zone, type Routine, type U4 } from 'forkcheck';`,
    `export interface Thread { a: U4 }`,
    `export interface Globals { a: U4 }`,
    `export const g = globals<Globals>('g');`,
    `export const threads = zone<Thread>('thread', { slots: 1, threads: true, stable: true });`,
    also,
    `export function* main(): Routine {`,
    `  ${body}`,
    `}`,
    `export default scenario({ name: 'refused', title: 'refused', setup: () => start(threads.at(1), main) });`,
    ``,
  ].join('\n');
}
