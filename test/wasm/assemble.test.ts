/** Integer code does in WebAssembly what it does in JavaScript: random functions, called with numbers near the ends of 32 bits. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, compileModule, instantiate, newMemory, NotIntegers } from '../../src/wasm/index.ts';

const numRuns = Number(process.env.FORKCHECK_RUNS ?? 500);

/** What integer code may use. */
const prelude = `
const TABLE = [3, 1, 4, 1, 5, 9, 2, 6];
const WIDE = [2147483647, -2147483648, 65536, -1];
const FEW = 7;
let count = 0;
function fitting(v, lo, hi, site) { return v >= lo && v <= hi ? v : fault(site); }
function bump(by) { count = (count + by) | 0; return count; }
function least(a, b) { if (a < b) { return a; } return b; }
`;

type Call = (a: number, b: number, c: number) => number;

/** The function in JavaScript; -99 tells of a fault. */
function inJavaScript(body: string): Call {
  const thrown = {};
  const make = new Function('fault', `${prelude}\nfunction f(a, b, c) {\n${body}\n}\nreturn f;`) as (fault: () => never) => Call;
  const call = make(() => {
    throw thrown;
  });
  return (a, b, c) => attempt(() => Number(call(a, b, c)) | 0, thrown);
}

/** `entry` is called in place of f, if there is one. */
function inWebAssembly(body: string, entry = '', special: readonly string[] = []): Call {
  const sources = [prelude, `function f(a, b, c) {\n${body}\n}\n${entry}`];
  const name = entry === '' ? 'f' : 'entry';
  const { module, pages } = assemble({ sources, exports: [name], tables: {}, own: [], shared: [], instances: 1, special });
  const { functions, fault } = instantiate(compileModule(module), newMemory(Math.max(1, pages)));
  return (a, b, c) => attempt(() => functions[name]!(a, b, c), fault);
}

/** The function, translated for a first and a third parameter that are known. */
function withKnown(body: string, a: number, c: number): Call {
  return inWebAssembly(body, `function entry(a, b, c) { return f(${a}, b, ${c}); }`, ['a', 'c']);
}

function attempt(act: () => number, thrown: object): number {
  try {
    return act();
  } catch (error) {
    if (error === thrown) return -99;
    throw error;
  }
}

const leaf = fc.constantFrom('a', 'b', 'c', 'FEW', '0', '1', '2147483647', '(-2147483648)', 'TABLE[a & 7]', 'WIDE[b & 3]');
const { expression } = fc.letrec<{ expression: string; truth: string }>((tie) => {
  const one = tie('expression');
  const truth = tie('truth');
  const two = fc.tuple(one, one);
  return {
    truth: fc.oneof(
      fc.tuple(one, fc.constantFrom('===', '!==', '<', '>', '<=', '>='), one).map(([l, o, r]) => `(${l} ${o} ${r})`),
      fc.tuple(truth, fc.constantFrom('&&', '||'), truth).map(([l, o, r]) => `(${l} ${o} ${r})`),
      truth.map((it) => `(!${it})`),
    ),
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(one, fc.constantFrom('+', '-'), one).map(([l, o, r]) => `(${l} ${o} ${r})`),
      fc.tuple(one, fc.constantFrom('&', '|', '^', '<<', '>>', '>>>'), one).map(([l, o, r]) => `(${l} ${o} ${r})`),
      fc.tuple(leaf, fc.constantFrom('TABLE[b & 7]', 'FEW', '(c & 255)')).map(([l, r]) => `(${l} * ${r})`),
      two.map(([l, r]) => `Math.imul(${l}, ${r})`),
      two.map(([l, r]) => `((${l} / ((${r} & 7) + 1)) | 0)`),
      two.map(([l, r]) => `(${l} % ((${r} & 7) + 1))`),
      one.map((it) => `(-${it})`),
      one.map((it) => `(~${it})`),
      one.map((it) => `fitting(${it}, -2147483648, 2147483647, 0)`),
      one.map((it) => `fitting(${it}, -10, 300, 0)`),
      fc.tuple(truth, one, one).map(([c, l, r]) => `(${c} ? ${l} : ${r})`),
      two.map(([l, r]) => `((${l} | 0) || (${r} | 0))`),
      two.map(([l, r]) => `least(${l} | 0, ${r} | 0)`),
      one.map((it) => `bump(${it} | 0)`),
    ),
  };
});

const statement = fc.oneof(
  expression.map((it) => `a = (${it}) | 0;`),
  expression.map((it) => `if ((${it}) > 3) { b = 5; } else { c = (c + 1) | 0; }`),
  fc.tuple(expression, expression).map(([l, r]) => `switch ((${l}) & 3) { case 0: a = 1; case 1: b = (${r}) | 0; break; case 2: c = 3; break; default: c = 4; }`),
  fc.tuple(expression, expression).map(([l, r]) => `switch (a) { case (${l}) | 0: b = 2; break; case 7: c = (${r}) | 0; }`),
  expression.map((it) => `for (let i = 0; i < 5; i++) { if (i === 3) continue; a = (a + (${it})) | 0; if (a < 0) break; }`),
  expression.map((it) => `outer: while (true) { let k = 0; do { k++; if (((${it}) & 1) === 0) break outer; } while (k < 3); break; }`),
);

const edges = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31), 2 ** 30));

test('random functions', () => {
  let translated = 0;
  let tried = 0;
  const property = fc.property(fc.array(statement, { maxLength: 4 }), expression, fc.array(fc.tuple(edges, edges, edges), { minLength: 1, maxLength: 8 }), (statements, result, calls) => {
    const body = `${statements.join('\n')}\nreturn (${result}) | 0;`;
    tried++;
    let native: Call;
    try {
      native = inWebAssembly(body);
    } catch (error) {
      if (error instanceof NotIntegers) return;
      throw error;
    }
    translated++;
    const plain = inJavaScript(body);
    for (const [a, b, c] of calls) expect(native(a, b, c), body).toBe(plain(a, b, c));
    // The module's variables go on from call to call.
    const [a, b, c] = calls[0]!;
    expect(withKnown(body, a, c)(0, b, 0), `${body} for ${a} and ${c}`).toBe(inJavaScript(body)(a, b, c));
  });
  fc.assert(property, { numRuns });
  expect(translated).toBeGreaterThan(tried / 2);
});

test.each([
  ['return "a".length;', 'not an element of an array of integers'],
  ['return a ?? 1;', 'no integer is undefined'],
  ['return a ** 2;', 'no integer has the operator **'],
  ['return (a * b * c * a * b) > 1;', 'a value that JavaScript may round'],
  ['return unknownFunction(a);', 'no function unknownFunction'],
  ['return x;', 'x is no variable of integers'],
  ['try { a = 1; } catch (e) { }', 'TryStatement does not compute with integers'],
])('%s is no integer code', (body, why) => {
  expect(() => inWebAssembly(body)).toThrow(why);
});

/** Cells that are written and taken back: where what was written is known and where it is not, in branches, loops and functions. */
test('what is put off is made up for', () => {
  const writing = `
const FILLER = 0;
function set(i, v) { later(back, i); CELLS[i] = v; }
function back(i) { CELLS[i] = OLD[i]; }
function allBack() { for (let i = 0; i < 16; i++) { CELLS[i] = OLD[i]; ALL[i] = ALL[i] + 1; } }
function recursive(d, v) { if (d <= 0) { return 0; } set(d & 15, v); return recursive(d - 1, v); }
function sum() { let s = 0; for (let i = 0; i < 16; i++) s = s * 3 + CELLS[i]; return s; }
`;
  const statement = fc.letrec<{ one: string }>((tie) => ({
    one: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('set(3, a);', 'set(b & 15, 5);', 'set((a ^ c) & 15, b);', 'set(15, 1);'),
      fc.tuple(fc.constantFrom('a > b', 'c === 3', 'CELLS[b & 15] > 0'), tie('one')).map(([test, one]) => `if (${test}) { ${one} }`),
      fc.tuple(tie('one'), tie('one')).map((two) => two.join(' ')),
      fc.tuple(tie('one'), fc.uuid()).map(([one, id]) => [one, `k${id.replaceAll('-', '')}`]).map(([one, k]) => `for (let ${k} = 0; ${k} < 3; ${k}++) { set((${k} + b) & 15, ${k}); ${one} }`),
      fc.constant('recursive(b & 7, c);'),
    ),
  })).one;
  const numbers = fc.integer({ min: -20, max: 20 });
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(numbers, numbers, numbers), { minLength: 1, maxLength: 5 }), (steps, calls) => {
      // Each step begins where the others did, in a loop or one after the other.
      const each = steps.map((step) => `beginLater(); ${step} total = total * 7 + sum(); doLater(allBack);`).join('\n');
      const sources = [writing, `function f(a, b, c) { let total = 0; for (let turn = 0; turn < 2; turn++) { ${each} } return total; }\nfunction left() { return sum(); }`];
      const tables = { CELLS: Int32Array.from({ length: 16 }, (_, at) => at), OLD: Int32Array.from({ length: 16 }, (_, at) => at), ALL: new Int32Array(16) };
      const { module, pages } = assemble({ sources, exports: ['f', 'left'], tables, own: [], shared: [], instances: 1 });
      const { functions } = instantiate(compileModule(module), newMemory(Math.max(1, pages)));
      const CELLS = Array.from(tables.CELLS);
      const script = new Function('CELLS', 'OLD', 'ALL', `let beginLater = () => {}, later = () => {}, doLater = (all) => all();\n${sources.join('\n').replaceAll('s * 3', 'Math.imul(s, 3)').replaceAll('total * 7', 'Math.imul(total, 7)')}\nreturn f;`) as (...tables: readonly number[][]) => Call;
      const plain = script(CELLS, Array.from(tables.OLD), Array.from(tables.ALL));
      for (const [a, b, c] of calls) {
        const left = functions['left']!();
        expect(functions['f']!(a, b, c), sources[1]).toBe(plain(a, b, c) | 0);
        expect(functions['left']!(), sources[1]).toBe(left);
      }
    }),
    { numRuns },
  );
});

/** A program that keeps numbers in arrays of its own, and in one that all instances share. */
const sharing = `
const LARGE = [70000, 80000];
function fill(a, b) {
  for (let k = 0; k < 40; k++) { OWN[k] = a; BYTES[k] = b; }
  copyAll(OTHER, OWN);
  return Atomics.compareExchange(SHARED, 1, 0, a);
}
function sum(a) {
  let x = 0;
  for (let k = 0; k < 40; k++) x = x + OTHER[k] + BYTES[k];
  return x + LARGE[a & 1];
}
function put(k, a) { Atomics.store(SHARED, k, a); return Atomics.load(SHARED, k); }
`;

test('instances have arrays of their own, each with what it begins with, and share others', () => {
  const property = fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5 }), (length, instances) => {
    const own = [{ name: 'OWN', width: 4, length: 40 }, { name: 'OTHER', width: 4, length: 40 }, { name: 'BYTES', width: 1, length: 39 + length }] as const;
    const shared = [{ name: 'SHARED', width: 4, length: 4 }] as const;
    const { module, bases, pages } = assemble({ sources: [sharing], exports: ['fill', 'sum', 'put'], tables: {}, own, shared, instances });
    const memory = newMemory(pages);
    const compiled = compileModule(module);
    const all = bases.map((base) => instantiate(compiled, memory, base).functions);
    // The first one that comes finds 0 in what is shared, and leaves its number there.
    expect(all.map(({ fill }, index) => fill!(100_000 + index, index))).toEqual(all.map((_, index) => (index === 0 ? 0 : 100_000)));
    expect(all.map(({ sum }, index) => sum!(index))).toEqual(all.map((_, index) => 40 * (100_000 + 2 * index) + (index % 2 === 0 ? 70_000 : 80_000)));
    expect(all.map(({ put }, index) => put!(2, index))).toEqual(all.map((_, index) => index));
  });
  fc.assert(property, { numRuns: 20 });
});

test.each([
  ['Atomics.load(SHARED, 0, 1)', 'no element has Atomics.load of so many integers'],
  ['Atomics.store(OWN, 0, 1)', 'Atomics of an element that is no shared word'],
  ['Atomics.store(NARROW, 0, 1)', 'Atomics of an element that is no shared word'],
  ['Atomics.compareExchange(SHARED, 0, 1)', 'no element has Atomics.compareExchange of so many integers'],
])('%s is refused', (code, message) => {
  const own = [{ name: 'OWN', width: 4, length: 1 }] as const;
  const shared = [{ name: 'SHARED', width: 4, length: 1 }, { name: 'NARROW', width: 1, length: 1 }] as const;
  const sources = [`function f() { return ${code}; }`];
  expect(() => assemble({ sources, exports: ['f'], tables: {}, own, shared, instances: 1 })).toThrow(message);
});

test.each([
  'function f(a) { const x = 1; { const x = a; } return x; }',
  'function f(a) { let x = a; for (let x = 0; x < 1; x++) {} return x; }',
  'function f(a) { { const a = 1; } return a; }',
])('a variable that hides another one is refused: %s', (source) => {
  expect(() => assemble({ sources: [source], exports: ['f'], tables: {}, own: [], shared: [], instances: 1 })).toThrow('a variable hides another one of its name');
});

test('variables of one name mean what each block says', () => {
  const sources = [
    `function f(a) {
      let sum = 0;
      { const x = 5; sum += x; }
      { const x = a; sum += x; }
      for (let x = 1; x < 3; x++) sum += 100 * x;
      switch (a) { case 7: const x = 1000; sum += x; }
      { const x = 10000; sum += x; }
      return sum;
    }`,
  ];
  const { module, pages } = assemble({ sources, exports: ['f'], tables: {}, own: [], shared: [], instances: 1 });
  const { functions } = instantiate(compileModule(module), newMemory(Math.max(1, pages)));
  expect([7, 8].map((a) => functions['f']!(a))).toEqual([11_312, 10_313]);
});

test('a function that calls one of many by its number is as long as they are many', () => {
  const blocks = Array.from({ length: 100 }, (_, b) => `b${b}`);
  // Each may go on with one of the next two: taken in for each other as well, they would be a hundred times as long.
  const text = (name: string, b: number): string => `function ${name}(t) { ${b < 98 ? `if ((t >> ${b % 30} & 1) !== 0) return b${b + 1}(t); return b${b + 2}(t);` : `return ${b};`} }`;
  const sources = [...blocks.map(text), `function run(b, t) { switch (b) { ${blocks.map((name, b) => `case ${b}: return ${name}(t);`).join(' ')} } }`];
  const assembled = (exports: readonly string[]) => assemble({ sources, exports, tables: {}, own: [], shared: [], instances: 1 });
  const { module, pages } = assembled([...blocks, 'run']);
  const withoutRun = assembled(blocks).module.length;
  expect(withoutRun).toBeLessThan(10_000 * blocks.length);
  expect(module.length - withoutRun).toBeLessThan(20 * blocks.length);
  const { functions } = instantiate(compileModule(module), newMemory(Math.max(1, pages)));
  for (const t of [0, 0x3fff_ffff, 0x1234_5678]) expect(blocks.map((_, b) => functions['run']!(b, t))).toEqual(blocks.map((name) => functions[name]!(t)));
});
