/** The tables of what the models of fork stand for in their kernels, and what they leave out, are complete: `npm run coverage -- --lines`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type KernelRoutine, linesNamedFor, type NamedLine, stretchesOf } from '../../bench/kernelLines.ts';
import { kernelRoutines } from '../../bench/kernels.ts';
import freebsd from '../../models/freebsd/index.ts';
import freebsd5 from '../../models/freebsd-5/index.ts';
import netbsd from '../../models/netbsd/index.ts';
import solaris from '../../models/solaris/index.ts';
import xnu from '../../models/xnu/index.ts';

const kernels = [freebsd, freebsd5, netbsd, solaris, xnu];
const routines = Object.entries(kernelRoutines).flatMap(([kernel, all]) => all.map((routine) => ({ kernel, name: routine.name, routine })));

describe.each(routines)('$kernel: $name', ({ kernel, routine }) => {
  const named = linesNamedFor(routine, `models/${kernel}`);

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

test.each(kernels)('what may fail or sleep in $name is allowed to in some scenario', ({ name: kernel, scenarios }) => {
  const folder = `models/${kernel}`;
  const source = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  const names = [...source.matchAll(/may(?:Fail|Sleep)\('(\w+)'\)/g)].map(([, name]) => name!);
  const allowed = new Set(scenarios.flatMap(({ failures = {} }) => Object.keys(failures)));
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
