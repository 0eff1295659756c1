import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../src/core/folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder', () => {
  test('is made with those above it, the first of which is told', () => {
    expect(makeFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
    expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true);
  });

  test('that is there stays as it is', () => {
    expect(makeFolder(folder)).toBe(undefined);
  });

  test('is not made below a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow(/ENOTDIR|EEXIST/);
    expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
  });

  // With `recursive`, Node 20 tries for ever.
  test.skipIf(process.platform !== 'linux')('is refused where none can be made, however deep', () => {
    expect(() => makeFolder('/proc/none')).toThrow('ENOENT');
    expect(() => makeFolder('/proc/none/below')).toThrow('ENOENT');
  });
});
