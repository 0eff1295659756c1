/**
 * Two runs of every command print the same bytes, and write the same files. The first run of a model reads and parses its modules,
 * the second finds them in the loader's store: that must not show either.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ourRooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import type { Outcome } from '../../src/cli/world.ts';

const counter = 'test/cli/models/counter.ts';
const mutated = [counter, 'two-adders', '--mutation', 'unlocked'];
const finding = 'counterexamples/freebsd-fork-rlimit-event-lists-have-owners.json';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'forkcheck-'))));

function run(args: readonly string[]): Outcome {
  const nothing = (): void => undefined;
  return perform(args, { rooms: ourRooms, colors: false, tell: nothing, progress: nothing, interrupted: nothing, finished: nothing });
}

/** Runs a command twice; it must have something to say, and neither be used wrongly nor have met a defect. */
function twice(...args: readonly string[]): void {
  const first = run(args);
  expect(first.code).toBeLessThan(2);
  expect(first.lines.join('')).not.toBe('');
  expect(run(args)).toEqual(first);
}

const searches = [[], ['--search', 'dfs'], ['--search', 'random', '--runs', '20'], ['--search', 'random', '--seed', '7', '--run', '2']];
const tellings = [[], ['--json'], ['--coverage'], ['--json', '--coverage'], ['--no-minimize'], ['--color', 'always']];

describe('check', () => {
  test.each(searches.flatMap((search) => tellings.map((telling) => [...search, ...telling])).map((flags) => [flags]))('%j', (flags) => {
    twice('check', ...mutated, ...flags, '--property', 'every-update-counts', '--property', 'assertion-failed');
  });

  test.each(searches.slice(0, 2).map((search) => [search]))('%j of a scenario that holds', (search) => {
    twice('check', counter, ...search, '--coverage');
  });

  test('of a kernel', () => {
    twice('check', 'freebsd', 'fork-rlimit', '--no-minimize', '--json', '--coverage');
  });

  test.each(searches.map((search) => [search]))('%j saves the same files', (search) => {
    const save = (name: string): Record<string, string> => {
      const into = join(directory, name);
      run(['check', ...mutated, ...search, '--save', into]);
      return Object.fromEntries(readdirSync(into).map((file) => [file, readFileSync(join(into, file), 'utf8')]));
    };
    const saved = save('first');
    expect(Object.keys(saved)).toHaveLength(1);
    expect(save('second')).toEqual(saved);
  });
});

describe('list', () => {
  const whats = [[], ['kernels'], ['scenarios'], ['properties'], ['mutations']];
  const ofWhat = whats.flatMap((what) => (what.length === 0 ? [what] : [what, [...what, 'freebsd'], [...what, counter]]));
  test.each(ofWhat.map((what) => [what]))('%j', (what) => {
    twice('list', ...what);
    twice('list', ...what, '--json');
  });
});

describe('a saved finding', () => {
  test.each([['replay', finding], ['replay', finding, finding, '--json'], ['show', finding], ['show', finding, '--color']])('%s %s', (...args) => {
    twice(...args);
  });
});

describe('compile', () => {
  test('to stdout', () => {
    twice('compile', ...mutated);
    twice('compile', 'freebsd', 'vfork-exec');
  });

  test('to a file', () => {
    const emit = (name: string): string => {
      const file = join(directory, name);
      expect(run(['compile', 'freebsd', 'vfork-exec', '--emit', file])).toEqual({ code: 0, lines: [] });
      return readFileSync(file, 'utf8');
    };
    expect(emit('first.js')).toBe(emit('second.js'));
  });
});

test.each([['--help'], ['--version'], ['check', '--help'], ['help', 'replay']])('%s %s', (...args) => {
  twice(...args);
});
