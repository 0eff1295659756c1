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
import { SpillFile } from '../../../src/explore/spill/spillFile.ts';
import { openJudge } from '../../../src/judge/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-spill-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compile(file: string, scenario: string, mutation?: string): TransitionSystem {
  return openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) }).compile({ scenario });
}

function search(system: TransitionSystem, options: Partial<SearchSettings>) {
  return breadthFirst(system, { ...settle({}), ...options }, openJudge);
}

describe('finds the same', () => {
  test.each<[string, string, string | undefined, Partial<SearchSettings>, number]>([
    ['bench/pidlife.ts', 'pidlife-5', undefined, { nativeFrom: Infinity, maxStates: 120_000 }, 2],
    ['bench/pidlife.ts', 'pidlife-5', undefined, {}, 4],
    ['bench/pidlife.ts', 'pidlife-5', undefined, { workers: 2 }, 7],
    ['bench/pidlife.ts', 'pidlife-5', undefined, { visited: 'tree' }, 4],
    ['models/freebsd/index.ts', 'killpg-fork', 'FB-1', { nativeFrom: Infinity, maxStates: 5000 }, 3],
  ])('%s %s %s %j in %d MB', (file, scenario, mutation, options, maxMemory) => {
    const system = compile(file, scenario, mutation);
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
  const { bound } = search(compile('bench/pidlife.ts', 'pidlife-5'), { maxMemory: 1, spill: folder });
  expect(bound).toBe('max-memory');
  expect(readdirSync(folder)).toEqual([]);
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
    expect(() => search(compile('bench/pidlife.ts', 'pidlife-5'), { maxMemory: 2, spill: folder })).toThrow(
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
