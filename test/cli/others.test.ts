import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findModule, packageRoot, splitScenario } from '../../src/cli/modules.ts';
import { requireName } from '../../src/cli/names.ts';
import { type Counterexample, counterexampleText } from '../../src/trace/index.ts';
import { lostUpdateFound } from '../trace/found.ts';
import { kernelPath, run } from './toyWorld.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'forkcheck-'))));

function saved(changes: Partial<Counterexample> = {}, name = 'found.json'): string {
  const file = join(directory, name);
  writeFileSync(file, counterexampleText({ ...lostUpdateFound, kernel: kernelPath, ...changes }));
  return file;
}

describe('replay', () => {
  test('reports each file, and fails if one is not reproduced', () => {
    const good = saved();
    const mended = saved({ mutation: 'lock' }, 'mended.json');
    const { code, lines } = run('replay', good, mended);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `${good}: reproduced (4 steps)`,
      `${mended}: diverged at step 2: the file says B at b:read, the model offers A at a:write`,
      '  The model has changed since the file was saved: check it again, or delete the file.',
    ]);
  });

  test('as JSON says the same', () => {
    const object: unknown = JSON.parse(run('replay', saved(), '--json').text);
    expect(object).toEqual({
      format: 'forkcheck-replay/1',
      files: [{ file: join(directory, 'found.json'), result: 'reproduced', steps: 4 }],
    });
  });

  test.each([
    ['{"format": "forkcheck-counterexample/1"', 'is not JSON'],
    ['{"format": "forkcheck-counterexample/3"}', 'at format'],
  ])('takes a damaged file for wrong usage: %s', (text, message) => {
    const file = join(directory, 'damaged.json');
    writeFileSync(file, text);
    const { code, told } = run('replay', file);
    expect(code).toBe(2);
    expect(told).toContain(file);
    expect(told).toContain(message);
  });

  test('replays the others where one is damaged', () => {
    const damaged = join(directory, 'damaged.json');
    writeFileSync(damaged, '{');
    const good = saved();
    const { code, lines, told } = run('replay', damaged, good);
    expect([code, lines, told]).toEqual([2, [`${good}: reproduced (4 steps)`], expect.stringContaining(`${damaged} is not JSON`)]);
  });

  test('says in which file a name is unknown', () => {
    const file = saved({ scenario: 'three-adders' });
    const { code, told } = run('replay', file);
    expect(code).toBe(2);
    expect(told).toContain(`forkcheck: ${file}: no scenario is called "three-adders"`);
  });
});

describe('show', () => {
  test('has the lanes and what came of them', () => {
    const { code, text } = run('show', saved());
    expect(code).toBe(0);
    expect(text).toContain('no-lost-update is violated');
    expect(text).toContain('    1 main > a:read');
    expect(text).toMatch(/reproduced \(4 steps\)$/);
  });

  test('has the steps up to a divergence', () => {
    const { text } = run('show', saved({ mutation: 'lock' }));
    expect(text).toContain('    1 main > a:read');
    expect(text).toContain('diverged at step 2');
  });
});

describe('list', () => {
  test.each([
    ['scenarios', ['scenarios of toy:', '  two-adders  each adds one', '  bug         finds a defect of forkcheck']],
    ['mutations', ['mutations of toy:', '  lock  one after the other']],
  ])('%s of a module', (what, lines) => {
    expect(run('list', what, kernelPath)).toMatchObject({ code: 0, lines });
  });

  test('properties with their claims', () => {
    expect(run('list', 'properties', kernelPath).text).toContain('both-done       sometimes: the claim of both-done');
  });

  test('built-in checks with the properties', () => {
    expect(run('list', 'properties', kernelPath).lines).toEqual(
      expect.arrayContaining(['built-in checks:', '  step-does-not-end    every step ends']),
    );
  });

  test('a kernel in place of what to list gets a hint', () => {
    expect(run('list', kernelPath).told).toContain(`forkcheck list scenarios ${kernelPath}`);
  });
});

describe('compile', () => {
  test('writes the generated code to a file or to stdout', () => {
    const file = join(directory, 'out.js');
    expect(run('compile', kernelPath, 'two-adders', '--emit', file)).toMatchObject({ code: 0, lines: [] });
    expect(readFileSync(file, 'utf8')).toBe('// generated\n');
    expect(run('compile', kernelPath, 'two-adders').lines).toEqual(['// generated']);
  });

  test('says where it could not write', () => {
    const { code, told } = run('compile', kernelPath, 'two-adders', '--emit', join(directory, 'none', 'out.js'));
    expect(code).toBe(2);
    expect(told).toContain('Give --emit a file in a directory that can be written to.');
  });
});

describe('help', () => {
  const commands = ['', ...new Set([...run('--help').text.matchAll(/^  (\w+) (?:\[options\]|<)/gm)].map(([, name = '']) => name))];

  test.each(commands)('of "%s" fits a screen, is grouped, and ends in examples', (command) => {
    const { code, lines } = run(...command.split(' ').filter(Boolean), '--help');
    expect(code).toBe(0);
    expect(lines.join('\n').split('\n').length).toBeLessThanOrEqual(42);
    expect(lines.join('\n')).toMatch(/\n\n[A-Z][\w ]+( \(.*\))?:\n[^]*\n\nExamples:\n(  forkcheck .*\n?)+$/);
    expect(Math.max(...lines.join('\n').split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('of check keeps options that are seldom needed for those who ask', () => {
    expect(run('check', '--help').text).not.toContain('--pct-depth');
    expect(run('check', '--help-all')).toMatchObject({ code: 0, text: expect.stringContaining('--pct-depth') });
  });

  test('there is a command at least for each that the README lists', () => {
    const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
    const listed = new Set([...readme.matchAll(/^    forkcheck (\w+)/gm)].map(([, name = '']) => name));
    expect([...listed].filter((name) => !commands.includes(name))).toEqual([]);
    expect(listed.size).toBeGreaterThan(5);
  });

  test('the version is that of the package', () => {
    expect(run('--version')).toMatchObject({ code: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });
});

describe('modules', () => {
  test('are found by path, and called by the path from the working directory', () => {
    expect(findModule(`./${kernelPath}`)).toEqual({ file: join(process.cwd(), kernelPath), reference: kernelPath });
  });

  test('may have the name of a scenario behind them', () => {
    expect(splitScenario('a/b.ts:two')).toEqual({ path: 'a/b.ts', name: 'two' });
    expect(splitScenario('a/b.ts')).toEqual({ path: 'a/b.ts', name: undefined });
    expect(splitScenario('C:/b.ts')).toEqual({ path: 'C:/b.ts', name: undefined });
    expect(splitScenario('two')).toEqual({ path: 'two', name: undefined });
  });
});

test.each([
  [[], false],
  [['--color'], true],
  [['--color', 'always'], true],
  [['--color', 'auto'], false],
  [['--color', 'never'], false],
])('colors with %j: %s', (flags, colored) => {
  expect(run('replay', saved(), ...flags).text.includes('\x1b')).toBe(colored);
});

describe('init', () => {
  test('says where it cannot make a project, and leaves nothing there', () => {
    const file = saved();
    const { code, told } = run('init', join(file, 'project'));
    expect([code, told]).toEqual([2, expect.stringMatching(/^forkcheck: cannot make a project in .*\n {2}Give a directory that can be written to/)]);
    expect(readdirSync(directory)).toEqual(['found.json']);
  });
});

describe('an unknown name', () => {
  test('of very many is not lost among them', () => {
    const names = Array.from({ length: 300 }, (_, index) => `fork-${index}`);
    expect(() => requireName('scenario', names, 'vfork', 'Look.')).toThrow(/^no scenario is called "vfork"\n {2}There are 300\.\n {2}Look\.$/);
    expect(() => requireName('scenario', names, 'frok-7', 'Look.')).toThrow('did you mean "fork-7"?');
  });

  const others = ['--quiet'];

  test.each([
    ['command', ['chek'], 'check'],
    ['command, asked for help', ['help', 'shwo'], 'show'],
    ['flag', ['check', kernelPath, '--mutaton', 'lock'], '--mutation'],
    ['flag that is seldom needed', ['check', kernelPath, '--stratgy', 'pct'], '--strategy'],
    ['kernel', ['check', 'freebds', 'fork', ...others], 'freebsd'],
    ['kernel, of compare', ['compare', 'two-adders', 'freebds', ...others], 'freebsd'],
    ['kernel, of list', ['list', 'scenarios', 'freebds'], 'freebsd'],
    ['kernel, of compile', ['compile', 'freebds', 'fork'], 'freebsd'],
    ['kernel, of graph', ['graph', 'freebds', 'fork'], 'freebsd'],
    ['scenario', ['check', kernelPath, 'two-aders', ...others], 'two-adders'],
    ['scenario, of compare', ['compare', 'two-aders', kernelPath, ...others], 'two-adders'],
    ['scenario, of compile', ['compile', kernelPath, 'two-aders'], 'two-adders'],
    ['scenario, of graph', ['graph', kernelPath, 'two-aders'], 'two-adders'],
    ['property', ['check', kernelPath, 'two-adders', '--property', 'no-lost-updates', ...others], 'no-lost-update'],
    ['built-in check', ['check', kernelPath, 'two-adders', '--property', 'dedlock', ...others], 'deadlock'],
    ['mutation', ['check', kernelPath, 'two-adders', '--mutation', 'lok', ...others], 'lock'],
    ['kind of thing', ['list', 'scenario'], 'scenarios'],
    ['search', ['check', kernelPath, '--search', 'bsf'], 'bfs'],
    ['reduction', ['check', kernelPath, '--reduction', 'symetry'], 'symmetry'],
    ['format', ['check', kernelPath, '--format', 'jnit'], 'junit'],
    ['format of show', ['show', 'found.json', '--format', 'mermeid'], 'mermaid'],
  ])('(%s) suggests the nearest', (_, args, nearest) => {
    const { code, told } = run(...args);
    expect(code).toBe(2);
    expect(told).toMatch(new RegExp(`did you mean "?${nearest}"?\\?`, 'i'));
  });
});
