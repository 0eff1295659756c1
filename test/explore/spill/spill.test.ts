/** A search that writes states to disk for want of memory finds what one with memory finds, and leaves nothing behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { settle } from '../../../src/check.ts';
import { openModel } from '../../../src/compile/index.ts';
import type { SearchSettings, TransitionSystem } from '../../../src/core/index.ts';
import { breadthFirst } from '../../../src/explore/index.ts';
import * as files from '../../../src/explore/checkpoint/files.ts';
import { Memory } from '../../../src/explore/memory.ts';
import { SpillFile } from '../../../src/explore/spill/spillFile.ts';
import { unknown, VisitedSet } from '../../../src/explore/visitedSet.ts';
import { openJudge } from '../../../src/judge/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-spill-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compile(file: string, scenario: string): TransitionSystem {
  return openModel({ file: resolve(file) }).compile({ scenario });
}

function search(system: TransitionSystem, options: Partial<SearchSettings>) {
  return breadthFirst(system, { ...settle({}), ...options }, openJudge);
}

describe('finds the same', () => {
  test.each<[string, string, Partial<SearchSettings>, number]>([
    ['bench/pidlife.ts', 'pidlife-5', { nativeFrom: Infinity, maxStates: 60_000 }, 1],
    ['bench/pidlife.ts', 'pidlife-5', { maxStates: 60_000, workers: 2 }, 1],
    ['bench/pidlife.ts', 'pidlife-5', { visited: 'tree' }, 4],
  ])('%s %s %j in %d MB', (file, scenario, options, maxMemory) => {
    const system = compile(file, scenario);
    const append = vi.spyOn(SpillFile.prototype, 'append');
    try {
      expect(search(system, { ...options, maxMemory, spill: folder })).toEqual(search(system, options));
      expect(append).toHaveBeenCalled();
    } finally {
      append.mockRestore();
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('the table has to be in memory: without room for it, the search ends', () => {
  const { bound } = search(compile('bench/pidlife.ts', 'pidlife-5'), { maxMemory: 1, spill: folder, nativeFrom: Infinity });
  expect(bound).toBe('max-memory');
  expect(readdirSync(folder)).toEqual([]);
});

test('states of many words are found on disk, and given back', () => {
  const file = SpillFile.open(folder);
  const words = 253;
  const stateOf = (at: number): Int32Array => Int32Array.from({ length: words }, (_, word) => Math.imul(at + 1, word + 7));
  const set = new VisitedSet(words, Infinity, new Memory(1, file));
  for (let at = 0; at < 3000; at++) expect(set.insert(stateOf(at), at % 1000)).toBe(at);
  expect(file.length).toBeGreaterThan(2 ** 21);
  for (let at = 2999; at >= 0; at -= 7) expect(set.insert(stateOf(at), at % 1000)).toBe(~at);
  expect(set.find(stateOf(3000), 0)).toBe(unknown);
  file.close();
});

test('a directory is made, and taken away again unless there is something else in it', () => {
  const directory = join(folder, 'made');
  SpillFile.open(directory).close();
  expect(existsSync(directory)).toBe(false);
  mkdirSync(directory);
  writeFileSync(join(directory, 'mine'), '');
  SpillFile.open(directory).close();
  expect(readdirSync(directory)).toEqual(['mine']);
  rmSync(directory, { recursive: true });
});

test('what was written is read back, and has no name', () => {
  const file = SpillFile.open(folder);
  expect(file.append(Int32Array.of(1, 2, 3))).toBe(0);
  expect(file.append(Int32Array.of(4, 5))).toBe(12);
  const read = new Int32Array(3);
  file.read(read, 8);
  expect([...read]).toEqual([3, 4, 5]);
  if (process.platform !== 'win32') expect(readdirSync(folder)).toEqual([]);
  file.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a full disk is said once, and nothing is left', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const write = vi.spyOn(files, 'writeAll').mockImplementation(() => {
    throw full;
  });
  try {
    expect(() => search(compile('bench/pidlife.ts', 'pidlife-5'), { maxMemory: 1, spill: folder })).toThrow(
      `cannot write to the spill directory ${folder}: ENOSPC: no space left on device\n  Give a directory on a disk with more room, that can be written to.`,
    );
  } finally {
    write.mockRestore();
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('a directory that cannot be made is refused at once', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => search(compile('bench/pidlife.ts', 'pidlife-4'), { spill: join(file, 'below') })).toThrow('cannot make a file in');
  rmSync(file);
});
