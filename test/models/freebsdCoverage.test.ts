/** The table of what the model of fork stands for in kern_fork.c, and what it leaves out, is complete: `npm run coverage -- --lines`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesNamedFor, type NamedLine, stretchesOf } from '../../bench/kernelLines.ts';
import { coverage, type KernelRoutine } from '../../models/freebsd/coverage.ts';
import kernel from '../../models/freebsd/index.ts';

const folder = 'models/freebsd';

describe.each(coverage)('$name', (routine) => {
  const named = linesNamedFor(routine, folder);

  test('is there from its first line to its last, each line once', () => {
    const stretches = stretchesOf(routine, named);
    const lines = stretches.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
    const [first, last] = routine.lines;
    expect(lines).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
    expect(stretches.filter(({ named: line, reason }) => (line === undefined) === (reason === undefined || reason === ''))).toEqual([]);
  });

  test('the model names none of its lines where another routine has it', () => {
    const [first, last] = routine.lines;
    expect(named.filter(({ line }) => line < first || line > last)).toEqual([]);
  });
});

test('what may fail or sleep is allowed to in some scenario', () => {
  const source = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  const names = [...source.matchAll(/may(?:Fail|Sleep)\('(\w+)'\)/g)].map(([, name]) => name!);
  const allowed = new Set(kernel.scenarios.flatMap(({ failures = {} }) => Object.keys(failures)));
  expect(names.filter((name) => !allowed.has(name))).toEqual([]);
});

describe('a table that does not fit', () => {
  const line = (number: number): NamedLine => ({ line: number, routine: 'f', code: '', isYield: true, isRoutine: true });
  const routine = (leftOut: KernelRoutine['leftOut']): KernelRoutine => ({ name: 'f', lines: [1, 9], model: ['f'], leftOut });

  test.each([
    ['a line that is in neither', routine([[1, 3, 'why']]), [line(5)], 'line 4 is neither'],
    ['a line that is in both', routine([[1, 3, 'why']]), [line(3), line(4)], 'named or left out, too'],
    ['ranges that overlap', routine([[1, 5, 'why'], [4, 9, 'why']]), [], 'named or left out, too'],
    ['an end that is in neither', routine([[1, 8, 'why']]), [], 'line 9 is neither'],
    ['a range beyond the end', routine([[1, 10, 'why']]), [], 'ends at 9'],
  ])('is told: %s', (_, wrong, named, message) => {
    expect(() => stretchesOf(wrong, named)).toThrow(message);
  });
});
