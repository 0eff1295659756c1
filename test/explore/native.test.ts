/** Searching in WebAssembly finds what searching in JavaScript finds: states, steps, verdicts, schedules, locations, bounds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { CompileError, type CompiledModel, type SearchSettings, UsageError } from '../../src/core/index.ts';
import { breadthFirst } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { compiled } from '../compile/written.ts';
import { writeProgram } from '../support/generatedPrograms.ts';

const numRuns = Number(process.env.FORKCHECK_RUNS ?? 40);

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-native-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Searches in JavaScript, and natively from the first state on, with one thread or several; expects the same. Returns whether
 * there was a native search.
 */
function same(model: CompiledModel, options: Partial<SearchSettings> = {}, hint = ''): boolean {
  let native = false;
  const watched: CompiledModel = {
    ...model,
    native: (search) => {
      const steps = model.native?.(search);
      native ||= steps !== undefined;
      return steps;
    },
  };
  const settings = { ...settle({ maxStates: 20_000 }), ...options };
  const plain = breadthFirst(model, { ...settings, nativeFrom: Infinity }, openJudge);
  expect(breadthFirst(watched, { ...settings, nativeFrom: 1 }, openJudge), hint).toEqual(plain);
  return native;
}

test(
  'for generated programs',
  () => {
    let files = 0;
    let native = 0;
    const property = fc.property(fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 500, size: 'max' }), (decisions) => {
      const { source } = writeProgram(decisions);
      const file = join(folder, `generated-${files++}.ts`);
      writeFileSync(file, source);
      try {
        const visited = files % 2 === 0 ? 'tree' : 'exact';
        // Some searches run out of addresses at once, or after a while.
        const nativePages = 25 + (files % 150);
        if (same(openModel({ file }).compile({ scenario: 'generated' }), { maxStates: 3_000, visited, nativePages }, source)) native++;
      } catch (error) {
        // Some are refused, and of some the setup fails.
        if (!(error instanceof UsageError || (error instanceof CompileError && error.message.includes('fails:')))) throw error;
      }
    });
    fc.assert(property, { numRuns, interruptAfterTimeLimit: 60_000 + 100 * numRuns });
    expect(native).toBeGreaterThan(files / 2);
  },
  600_000,
);

describe('for the toy models and the kernel', () => {
  test.each([
    ['bench/pidlife.ts', 'pidlife-4'],
    ['test/models/philosophers.ts', 'philosophers-6'],
    ['test/models/worker.ts', 'worker-3-2'],
    ['models/freebsd/index.ts', 'vfork-exec'],
    ['models/freebsd/index.ts', 'killpg-fork', 'FB-1'],
    ['models/freebsd/index.ts', 'fork-limit', 'FB-20'],
  ])('%s %s %s', (file, scenario, mutation?: string) => {
    const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
    expect(same(model.compile({ scenario }))).toBe(true);
  });

  test.each([
    ['bench/pidlife.ts', 'pidlife-4', 1],
    ['test/models/philosophers.ts', 'philosophers-6', 1],
    ['test/models/worker.ts', 'worker-4-2', 3],
    ['test/models/peterson.ts', 'peterson-3', 2],
  ])('%s %s, kept in the tree, %d threads', (file, scenario, workers) => {
    expect(same(openModel({ file: resolve(file) }).compile({ scenario }), { visited: 'tree', workers, maxStates: 300_000 })).toBe(true);
  });
});

describe('with several threads', () => {
  test.each([
    ['bench/pidlife.ts', 'pidlife-4', undefined, 2],
    ['bench/pidlife.ts', 'pidlife-5', undefined, 3],
    ['test/models/worker.ts', 'worker-4-2', undefined, 4],
    ['models/freebsd/index.ts', 'vfork-exec', 'lender-waits-for-exit', 3],
  ] as const)('%s %s %s: %d', (file, scenario, mutation, workers) => {
    const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
    expect(same(model.compile({ scenario }), { workers, maxStates: 300_000 })).toBe(true);
  });
});

describe('whatever ends the search', () => {
  const pidlife = (): CompiledModel => openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });

  test.each([1, 2, 255, 256, 257, 1000, 8384, 8385])('%d states', (maxStates) => {
    expect(same(pidlife(), { maxStates })).toBe(true);
    expect(same(pidlife(), { maxStates, visited: 'tree' })).toBe(true);
  });

  test.each([1000, 8384])('%d states, with threads', (maxStates) => {
    expect(same(pidlife(), { maxStates, workers: 3 })).toBe(true);
  });

  /** The first is too little for the search to begin with. */
  test.each([20, 150])('%d pages to be addressed', (nativePages) => {
    const pidlife = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-5' });
    const settings = { nativePages, maxStates: 40_000 };
    expect(same(pidlife, settings)).toBe(true);
    expect(same(pidlife, { ...settings, visited: 'tree', workers: 2 })).toBe(true);
  });

  test.each([1, 5, 20])('%d layers', (maxDepth) => {
    expect(same(pidlife(), { maxDepth })).toBe(maxDepth > 1);
  });
});

/** 32 bits are not enough for what JavaScript would compare or check. */
describe('numbers near the end of the 32 bits', () => {
  test.each([
    ['a sum that is compared', 'if (g.a + g.a > 5) g.b = 1;'],
    ['a product that is compared', 'if (g.a * 1000 > g.a) g.b = 1;'],
    ['a sum that does not fit', 'const x: number = g.a + 2; g.b = x & 1;'],
    ['a count that does not fit', 'let x: number = g.a; x++; x++; g.b = x & 1;'],
    ['a quotient', 'const x: number = (-g.a - 1) / -1; g.b = x & 1;'],
    ['an unsigned shift', 'if ((-g.a >>> 0) > g.a) g.b = 1;'],
    ['a magnitude', 'if (Math.abs(-g.a - 1) > g.a) g.b = 1;'],
    ['a remainder', 'if ((g.a + 1) % 7 === 2) g.b = 1;'],
  ])('%s', (_what, body) => {
    expect(same(compiled('a: U31; b: U2', `yield 1; g.a = 2147483647; yield 2; ${body} yield 3;`))).toBe(true);
  });

  test('a product that JavaScript may round is left to JavaScript', () => {
    expect(same(compiled('a: U31; b: U2', 'yield 1; g.a = 2147483647; yield 2; if (g.a * g.a > g.a) g.b = 1; yield 3;'))).toBe(false);
  });
});
