/** Rows that are packed lead to the same states as those that are inserted at once, however far ahead they are expanded. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { openModel } from '../../../src/compile/index.ts';
import { CompileError, type CompiledModel, UsageError } from '../../../src/core/index.ts';
import { Memory } from '../../../src/explore/memory.ts';
import { available } from '../../../src/explore/native/control.ts';
import { Expander } from '../../../src/explore/native/expander.ts';
import { type Host, NativeExpansion } from '../../../src/explore/native/nativeExpansion.ts';
import { NativeStates } from '../../../src/explore/native/nativeStates.ts';
import type { Keeping } from '../../../src/explore/native/searchCode.ts';
import { Threads } from '../../../src/explore/native/threads.ts';
import { VisitedSet } from '../../../src/explore/visitedSet.ts';
import { writeProgram } from '../../support/generatedPrograms.ts';

const mostStates = 20_000;

/** Whether many states have one hash: the bits that are left of it are spread as all of them are. */
const hashing = vi.hoisted(() => ({ collides: false }));

vi.mock('../../../src/explore/native/rowCode.ts', async (importOriginal) => {
  const { rowCode } = await importOriginal<{ rowCode(words: number): string }>();
  return { rowCode: (words: number) => (hashing.collides ? rowCode(words).replaceAll('return mixed(h);', 'return mixed(h & 1023);') : rowCode(words)) };
});

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-pack-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Searches breadth first and expands so many batches ahead: what was told of states, in the order in which it was. */
function search(system: CompiledModel, keeping: Keeping, ahead: number): readonly number[] {
  const memory = new Memory(200);
  const seen = new VisitedSet(system.words, mostStates, memory);
  system.reset();
  seen.insert(system.packed, system.fingerprint());
  const states = NativeStates.take(seen, system, memory, { keeping, threads: 1 });
  if (states === undefined) return [];
  const told: number[] = [];
  const found = new NativeExpansion(states, new Threads(0), listener(told), system.predicates.length, mostStates, 0, 0);
  const { functions, native, control, together } = states;
  const expander = new Expander({ functions, fault: native.fault, control, together }, states.slotsOf(0).slice(1));
  for (let first = 0, end = 1; first < end; first = end, end = states.count) {
    Atomics.store(control, available, end);
    for (let at = first; at < end; at += together) {
      for (let batches = 0; batches < ahead; batches++) expander.work();
      if (!found.expand(at, Math.min(end, at + together), end)) return told;
    }
  }
  return told;
}

function listener(told: number[]): Host {
  const add = (numbers: Int32Array): void => numbers.forEach((one) => told.push(one));
  return {
    judge: () => {},
    rest: (state) => told.push(state),
    repeat: (state, choice) => told.push(state, choice),
    discover: (parents, choices) => [parents, choices].forEach(add),
    closeAll: (_first, onward) => add(onward),
    uncount: () => {},
    watches: () => false,
  };
}

test.each(['plain', 'tree'] as const)('of pidlife-5, kept in the %s way', (keeping) => {
  const system = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-5' });
  const [none, ...others] = [0, 1, 7].map((ahead) => search(system, keeping, ahead));
  expect(none!.length).toBeGreaterThan(mostStates);
  for (const one of others) expect(one).toEqual(none);
});

describe('where eight states have one hash', () => {
  afterEach(() => void (hashing.collides = false));

  test.each(['plain', 'tree'] as const)('their words tell them apart, kept in the %s way', (keeping) => {
    const pidlife = (): CompiledModel => openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });
    const told = search(pidlife(), keeping, 0);
    expect(told.length).toBeGreaterThan(8_385);
    hashing.collides = true;
    for (const ahead of [0, 3]) expect(search(pidlife(), keeping, ahead)).toEqual(told);
  });
});

test('of generated programs', () => {
  let files = 0;
  let searched = 0;
  const property = fc.property(fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 500, size: 'max' }), (decisions) => {
    const { source } = writeProgram(decisions);
    const file = join(folder, `generated-${files++}.ts`);
    writeFileSync(file, source);
    const keeping = files % 2 === 0 ? 'tree' : 'plain';
    try {
      const system = openModel({ file }).compile({ scenario: 'generated' });
      const told = search(system, keeping, 0);
      expect(search(system, keeping, 3), source).toEqual(told);
      if (told.length > 0) searched++;
    } catch (error) {
      // Some are refused, and of some the setup fails.
      if (!(error instanceof UsageError || (error instanceof CompileError && error.message.includes('fails:')))) throw error;
    }
  });
  fc.assert(property, { numRuns: 12 });
  expect(searched).toBeGreaterThan(3);
});
