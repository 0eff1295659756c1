import { expect, test } from 'vitest';
import { Loader } from '../../src/compile/loader.ts';
import { Recent } from '../../src/compile/recent.ts';
import { written } from './written.ts';

test('what was asked for last is kept, and no more than so many', () => {
  const made: string[] = [];
  const recent = new Recent<string, string>(2);
  const ask = (key: string): string => recent.get(key, () => `${key}${made.push(key)}`);
  expect([ask('a'), ask('b'), ask('a'), ask('c'), ask('a'), ask('b')]).toEqual(['a1', 'b2', 'a1', 'c3', 'a1', 'b4']);
});

test('a module is parsed once for loaders that follow each other, and again when many others were between', () => {
  const parsed = (file: string): unknown => new Loader().load(file).top;
  const first = written('export const one = 1;');
  const before = parsed(first);
  expect(parsed(first)).toBe(before);
  for (let size = 0; size < 600; size++) parsed(written(`export const size = ${size};`, 'other.ts'));
  expect(parsed(first)).not.toBe(before);
});
