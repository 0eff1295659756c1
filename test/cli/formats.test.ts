import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ourRooms, type Rooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import type { Outcome } from '../../src/cli/world.ts';
import { type Counterexample, counterexampleText } from '../../src/trace/index.ts';
import '../../src/vitest.ts';
import { lostUpdateFound } from '../trace/found.ts';
import { kernelPath, run as runToy } from './toyWorld.ts';

const directory = mkdtempSync(join(tmpdir(), 'forkcheck-'));
const counter = 'test/cli/models/counter.ts';

function saved(changes: Partial<Counterexample> = {}): string {
  const file = join(directory, 'found.json');
  writeFileSync(file, counterexampleText({ ...lostUpdateFound, kernel: kernelPath, ...changes }));
  return file;
}

/** With the compiler. */
const run = (...args: readonly string[]): Outcome & { readonly told: string } => runIn(ourRooms, ...args);

function runIn(rooms: Rooms, ...args: readonly string[]): Outcome & { readonly told: string } {
  const told: string[] = [];
  const nothing = (): void => undefined;
  const outcome = perform(args, { rooms, colors: false, tell: (line) => told.push(line), progress: nothing, interrupted: nothing, finished: nothing });
  return { ...outcome, told: told.join('\n') };
}

describe('show --format', () => {
  test.each([
    ['itf', /^\{\n "#meta"/],
    ['chrome', /^\{\n "traceEvents"/],
    ['shiviz', /^\(\?<host>/],
    ['mermaid', /\nsequenceDiagram\n/],
    ['lanes', /\nreproduced \(4 steps\)$/],
  ])('%s', (format, begins) => {
    const { code, text } = runToy('show', saved(), '--format', format);
    expect([code, text]).toEqual([0, expect.stringMatching(begins)]);
  });

  test('exports no run that the model does not have any more', () => {
    const { code, lines, told } = runToy('show', saved({ mutation: 'lock' }), '--format', 'itf');
    expect([code, lines]).toEqual([2, []]);
    expect(told).toMatch(/found\.json is not reproduced by the model as it is now: there is no run to export\n {2}`forkcheck show .*` tells more\.$/);
  });

  test('suggests the nearest name', () => {
    expect(runToy('show', saved(), '--format', 'mermade').told).toContain('did you mean "mermaid"?');
  });
});

describe('check --format', () => {
  test.each([
    ['junit', '<?xml'],
    ['sarif', '{\n  "$schema"'],
    ['json', '{\n  "format": "forkcheck-check/1"'],
    ['text', 'toy two-adders'],
    ['github', '::error'],
  ])('%s, with the exit code of the check', (format, begins) => {
    const { code, text } = runToy('check', kernelPath, 'two-adders', '--format', format);
    expect([code, text.startsWith(begins)]).toEqual([1, true]);
  });
});

describe('--html', () => {
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');

  test('check writes a page with the runs that it found: the same bytes each time', () => {
    for (const name of ['one.html', 'two.html']) {
      expect(run('check', counter, 'two-adders', '--mutation', 'unlocked', '--quiet', '--html', join(directory, name)).code).toBe(1);
    }
    expect(read('one.html')).toMatch(/^<!doctype html>\n[^]*"property":"every-update-counts"[^]*<\/html>\n$/);
    expect(read('two.html')).toBe(read('one.html'));
  });

  test('where all is well, the page begins at the initial state', () => {
    expect(run('check', counter, 'two-adders', '--quiet', '--html', join(directory, 'well.html')).code).toBe(0);
    expect(read('well.html')).toContain('"shows":null,"schedule":[]');
  });

  test('show writes the page of a file, and nothing of one that is stale', () => {
    run('check', counter, 'two-adders', '--mutation', 'unlocked', '--quiet', '--save', directory);
    const file = join(directory, 'counter-two-adders-unlocked-every-update-counts.json');
    expect(run('show', file, '--html', join(directory, 'shown.html'))).toEqual({ code: 0, lines: [], told: '' });
    expect(read('shown.html')).toBe(read('one.html'));
    const { code, told } = runToy('show', saved({ mutation: 'lock' }), '--html', join(directory, 'stale.html'));
    expect([code, told]).toEqual([2, expect.stringContaining('there is no run to export')]);
    expect(() => read('stale.html')).toThrow();
  });

  test('takes the same walks', () => {
    const file = join(directory, 'walks.test.ts');
    runToy('check', kernelPath, 'two-adders', '--search', 'random', '--strategy', 'pct', '--pct-depth', '2', '--seed', '7', '--quiet', '--emit-test', file);
    expect(readFileSync(file, 'utf8')).toContain('{"search":"random","seed":"7","strategy":"pct","pctDepth":2}');
  });

  test('gives each search the minutes that its steps may take', () => {
    const file = join(directory, 'long.test.ts');
    const timeout = (transitions: number): string | undefined => {
      const search: Rooms['search'] = (...asked) => ({ ...ourRooms.search(...asked), coverage: { states: 1, transitions, depth: 1, complete: true } });
      runIn({ ...ourRooms, search }, 'check', counter, 'two-adders', '--mutation', 'unlocked', '--quiet', '--emit-test', file);
      return /, \{ timeout: (.*?) \}, \(\) => \{/.exec(readFileSync(file, 'utf8'))?.[1];
    };
    expect(timeout(600)).toBe('3 * 60_000');
    expect(timeout(6_000_001)).toBe('13 * 60_000');
  });

  test('says where it cannot be written', () => {
    const { code, told } = run('check', counter, 'two-adders', '--quiet', '--html', join(directory, 'no', 'such.html'));
    expect([code, told]).toEqual([2, expect.stringMatching(/^forkcheck: cannot write .*\n {2}Give --html a file/)]);
  });
});

describe('explore', () => {
  const file = join(directory, 'explored.html');

  test('writes a page that begins at the initial state', () => {
    expect(run('explore', counter, 'two-adders', '--html', file, '--no-open')).toEqual({ code: 0, lines: [file], told: '' });
    expect(readFileSync(file, 'utf8')).toContain('"shows":null,"schedule":[]');
  });

  test('says where no browser can be opened, and leaves the file', () => {
    const { PATH } = process.env;
    process.env['PATH'] = '';
    try {
      const { code, lines, told } = run('explore', counter, 'two-adders', '--html', file);
      expect([code, lines]).toEqual([0, [file]]);
      expect(told).toMatch(/^no browser was opened: there is no \S+ on the PATH\n {2}Open file:\/\/\S+explored\.html with one/);
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  test('knows the names', () => {
    expect(run('explore', counter, 'two-addders', '--no-open')).toMatchObject({ code: 2, told: expect.stringContaining('did you mean "two-adders"?') as unknown });
  });
});

describe('check --emit-test', () => {
  /** Runs the test that was written, with this file's matchers. */
  function execute(file: string): void {
    const body = readFileSync(file, 'utf8').replace(/^import .*$/gm, '');
    new Function('expect', 'test', body)(expect, (_title: string, _options: object, act: () => void) => act());
  }

  test('writes that the bug of a mutation is noticed', () => {
    const file = join(directory, 'mutation.test.ts');
    expect(run('check', counter, 'two-adders', '--mutation', 'unlocked', '--max-states', '1000', '--quiet', '--emit-test', file).code).toBe(1);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('.toBeViolated("every-update-counts", {"maxStates":1000});');
    expect(() => execute(file)).not.toThrow();
    writeFileSync(file, text.replace(',"mutation":"unlocked"', ''));
    expect(() => execute(file)).toThrow('expected every-update-counts to be violated');
  });

  test('writes that all holds, also where something does not: it fails until that is mended', () => {
    const file = join(directory, 'holds.test.ts');
    run('check', counter, 'two-adders', '--property', 'every-update-counts', '--quiet', '--emit-test', file);
    expect(readFileSync(file, 'utf8')).toContain('"properties":["every-update-counts"]');
    expect(() => execute(file)).not.toThrow();
    runToy('check', kernelPath, 'two-adders', '--quiet', '--emit-test', file);
    expect(readFileSync(file, 'utf8')).toMatch(/\n\/\/ Violated when this was written: no-lost-update\.\n/);
    expect(readFileSync(file, 'utf8')).toContain('.toHold();');
  });

  test('says where it cannot be written', () => {
    const { code, told } = runToy('check', kernelPath, 'two-adders', '--quiet', '--emit-test', join(directory, 'no', 'such.test.ts'));
    expect([code, told]).toEqual([2, expect.stringMatching(/^forkcheck: cannot write .*\n {2}Give --emit-test a file/)]);
  });
});

describe('graph', () => {
  test('writes all states, or those that differ in some fields', () => {
    expect(runToy('graph', kernelPath, 'two-adders').text).toMatch(/^digraph ".*two-adders" \{\n[^]*\n\}$/);
    expect(runToy('graph', kernelPath, 'two-adders', '--project', 'k.n').text.match(/label="k\.n = /g)).toHaveLength(3);
  });

  test('says what is too large, and what is unknown', () => {
    expect(runToy('graph', kernelPath, 'two-adders', '--max-states', '2')).toMatchObject({ code: 2, told: expect.stringContaining('more than 2 states') as unknown });
    expect(runToy('graph', kernelPath, 'two-adders', '--project', 'k.m')).toMatchObject({ code: 2, told: expect.stringContaining('no state has a field k.m') as unknown });
  });
});
