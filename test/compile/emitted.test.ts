/** The emitted code says what its numbers are. */
import { expect, test } from 'vitest';
import { compiled } from './written.ts';

test('cells, blocks and stops are named with their places', () => {
  const { source } = compiled('a: U4', "yield 17; g.a = 1; yield* waitUntil(() => g.a === 0, 'quiet');");
  expect(source).toMatch(/^\/\/ S\[\d+\] g\.a$/m);
  expect(source).toMatch(/^function b\d+\(t, f\) \{ \/\/ main .*\.ts:\d+:\d+$/m);
  expect(source).toMatch(/^\/\/ 1: main, yield 17, .*\.ts:\d+:\d+, goes on in b\d+$/m);
  expect(source).toMatch(/^\/\/ 2: main, wait quiet, .*\.ts:\d+:\d+, goes on in b\d+$/m);
});
