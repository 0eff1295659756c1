import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { builtInChecks } from '../../src/judge/index.ts';
import { claimsPath, kernelPath, run } from './toyWorld.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'forkcheck-'))));

const check = (...args: readonly string[]) => run('check', kernelPath, 'two-adders', ...args);

describe('exit codes of check', () => {
  test('0: every verdict is good', () => {
    expect(check('--mutation', 'lock').code).toBe(0);
  });

  test('1: a property is violated', () => {
    const { code, text } = check();
    expect(code).toBe(1);
    expect(text).toContain('violated    no-lost-update  after 4 steps');
    expect(text).toContain('4 steps, 2 context switches (shortest, fewest switches)');
  });

  test('3: a bound was met first', () => {
    const { code, text } = check('--max-states', '2', '--property', 'no-lost-update');
    expect(code).toBe(3);
    expect(text).toContain('the bound max-states was met first');
  });

  test('70: a defect of forkcheck', () => {
    const { code, told, text } = run('check', kernelPath, 'bug');
    expect([code, text]).toEqual([70, '']);
    expect(told).toMatch(/^forkcheck bug: the emitter lost a block\n/);
    expect(told).toContain('Please report it');
  });
});

describe('wrong usage is exit code 2 and one message', () => {
  test.each([
    ['an unknown kernel', ['check', 'fribsd', 'x'], 'no kernel is called "fribsd"'],
    ['a missing module', ['check', './none.ts'], 'there is no module ./none.ts'],
    ['a file that is no module', ['check', './package.json'], './package.json is no module'],
    ['a folder', ['check', './test'], './test is no module'],
    ['two formats', ['check', kernelPath, 'two-adders', '--json', '--format', 'junit'], '--json and --format junit ask for two reports'],
    ['an unknown scenario', ['check', kernelPath, 'two-addrs'], 'no scenario of toy is called "two-addrs"; did you mean "two-adders"?'],
    ['an unknown mutation', ['check', kernelPath, 'two-adders', '--mutation', 'x'], 'no mutation of toy is called "x"'],
    ['an unknown property', ['check', kernelPath, 'two-adders', '--property', 'both-dome'], 'did you mean "both-done"?'],
    ['an unknown check', ['check', kernelPath, 'two-adders', '--property', 'deadlok'], 'did you mean "deadlock"?'],
    ['a missing scenario', ['check', kernelPath], 'toy has 2 scenarios, so one must be named'],
    ['an unknown option', ['check', kernelPath, 'two-adders', '--maxstates', '5'], "unknown option '--maxstates'"],
    ['an unknown command', ['chekc'], "unknown command 'chekc'"],
    ['no kernel', ['check'], "missing required argument 'KERNEL'"],
    ['an argument too many', ['check', kernelPath, 'two-adders', 'x'], 'too many arguments'],
    ['a bad number', ['check', kernelPath, 'two-adders', '--cpus', '0'], 'It must be a whole number from 1.'],
    ['a word for a number', ['check', kernelPath, 'two-adders', '--max-states', '1e6x'], 'It must be a whole number'],
    ['no number of seconds', ['check', kernelPath, 'two-adders', '--max-seconds', '-1'], 'It must be a number of seconds'],
    ['an unknown search', ['check', kernelPath, 'two-adders', '--search', 'best'], 'Allowed choices are bfs, dfs, random'],
    ['an unknown strategy', ['check', kernelPath, 'two-adders', '--strategy', 'luck'], 'Allowed choices are swarm, pct, uniform'],
    ['workers where there are none', ['check', kernelPath, 'two-adders', '--search', 'dfs', '--workers', '2'], 'several workers are for breadth-first search'],
    ['too many workers', ['check', kernelPath, 'two-adders', '--workers', '65'], '--workers must be at most 64, got 65'],
    ['a strategy without walks', ['check', kernelPath, 'two-adders', '--strategy', 'pct'], '--strategy says how random walks go'],
    ['a seed without walks', ['check', kernelPath, 'two-adders', '--seed', '7'], '--seed says how random walks go'],
    ['a number of walks without any', ['check', kernelPath, 'two-adders', '--runs', '7'], '--runs says how random walks go'],
    ['one walk without any', ['check', kernelPath, 'two-adders', '--run', '0'], '--run says how random walks go'],
    ['a depth without pct', ['check', kernelPath, 'two-adders', '--search', 'random', '--pct-depth', '2'], '--pct-depth is for the strategy pct (--strategy pct), not for swarm: change that, or leave it out'],
    ['an unknown visited set', ['check', kernelPath, 'two-adders', '--visited', 'compct'], 'Allowed choices are exact, tree, compact, bitstate; did you mean "compact"?'],
    ['a lossy set for walks', ['check', kernelPath, 'two-adders', '--visited', 'compact', '--search', 'random'], 'compact is for breadth-first search (--search bfs), not for random'],
    ['a lossy set for dfs', ['check', kernelPath, 'two-adders', '--visited', 'bitstate', '--search', 'dfs'], 'bitstate is for breadth-first search (--search bfs), not for dfs'],
    ['a table without a bitstate set', ['check', kernelPath, 'two-adders', '--bitstate-megabytes', '8'], '--bitstate-megabytes is for the visited set bitstate (--visited bitstate), not for exact: change that, or leave it out'],
    ['a table of no size', ['check', kernelPath, 'two-adders', '--visited', 'bitstate', '--bitstate-megabytes', '0'], 'It must be a whole number from 1.'],
    ['a table too large', ['check', kernelPath, 'two-adders', '--visited', 'bitstate', '--bitstate-megabytes', '20', '--max-memory', '10'], '--bitstate-megabytes must be more than 0 and less than --max-memory (10), got 20'],
    ['an unknown reduction', ['check', kernelPath, 'two-adders', '--reduction', 'partial-oder'], 'did you mean "partial-order"?'],
    ['a reduction of walks', ['check', kernelPath, 'two-adders', '--reduction', 'symmetry', '--search', 'random'], 'reductions are for breadth-first search (--search bfs)'],
    ['chains alone', ['check', kernelPath, 'two-adders', '--reduction', 'chains'], 'the reduction chains goes with partial-order: name both'],
    ['a reduction with fingerprints', ['check', kernelPath, 'two-adders', '--reduction', 'all', '--visited', 'compact'], 'reductions are for the exact visited set (--visited exact)'],
    ['a reduction on threads', ['check', kernelPath, 'two-adders', '--reduction', 'all', '--workers', '2'], 'reductions are for one thread (without --workers)'],
    ['an unknown list', ['list', 'scenario'], 'did you mean "scenarios"?'],
  ])('%s', (_, args, message) => {
    const { code, told, text } = run(...args);
    expect([code, text]).toEqual([2, '']);
    expect(told).toContain(message);
    expect(told).toMatch(/^forkcheck: /);
  });

  test('no arguments at all prints the help on stderr', () => {
    const { code, told } = run();
    expect(code).toBe(2);
    expect(told).toContain('Usage: forkcheck');
  });

  test('a directory that cannot be written to', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const { code, told } = check('--save', join(file, 'found'));
    expect(code).toBe(2);
    expect(told).toContain('cannot save the counterexample to');
  });

  test('loses neither the report nor the other files', () => {
    const file = join(directory, 'taken');
    writeFileSync(file, '');
    const { code, told, text } = check('--save', join(file, 'found'), '--emit-test', join(directory, 'kept.test.ts'));
    expect([code, told]).toEqual([2, expect.stringContaining('forkcheck: cannot save the counterexample')]);
    expect(text).toContain('no-lost-update is violated');
    expect(existsSync(join(directory, 'kept.test.ts'))).toBe(true);
  });
});

describe('what check prints', () => {
  test('is the same every time, with every search', () => {
    for (const kind of ['bfs', 'dfs', 'random']) {
      expect(check('--json', '--search', kind).text).toBe(check('--json', '--search', kind).text);
    }
  });

  test('as JSON is one object with a counterexample', () => {
    const object: unknown = JSON.parse(check('--json').text);
    expect(object).toMatchObject({ format: 'forkcheck-check/1', kernel: 'toy', scenario: 'two-adders', mutation: null, search: 'bfs' });
    expect(object).toHaveProperty('properties.0.counterexample.schedule.length', 4);
    expect(object).toHaveProperty('properties.1.verdict', 'witnessed');
  });

  test('has only the properties that were asked for, and those of a module', () => {
    expect(check('--property', 'both-done').text).not.toContain('no-lost-update');
    const { text, code } = check('--property', claimsPath);
    expect(text).toContain('few-updates');
    expect(text).not.toContain('both-done');
    expect(code).toBe(0);
  });

  test('has only the built-in checks that were asked for, and all if none was', () => {
    const names = (...args: readonly string[]): readonly string[] =>
      Object(JSON.parse(check('--json', ...args).text)).properties.map(({ name }: { name: string }) => name);
    expect(names('--property', 'deadlock')).toEqual(['deadlock']);
    expect(names('--property', 'stuck-thread', '--property', 'both-done')).toEqual(['both-done', 'stuck-thread']);
    expect(names('--property', 'both-done')).toEqual(['both-done', ...builtInChecks]);
    expect(check('--property', 'deadlock').code).toBe(0);
    expect(check('--property', 'deadlock').text).toContain('built-in checks: 1 holds');
  });

  test('has nothing that holds if the visited set may omit states, and tells the odds', () => {
    for (const visited of ['compact', 'bitstate']) {
      const { code, text } = check('--mutation', 'lock', '--visited', visited);
      expect(code).toBe(3);
      expect(text).toMatch(/unknown +no-lost-update +states may be omitted/);
      expect(text).toContain('14 unknown, states may be omitted, states are not kept');
      expect(text).toMatch(new RegExp(`${visited}: [\\d.e-]+ of the states met \\([\\d.e-]+ %\\) are expected to be omitted`));
      const { coverage, properties } = Object(JSON.parse(check('--mutation', 'lock', '--visited', visited, '--json').text));
      expect(coverage).toMatchObject({ complete: false, omission: { visited } });
      expect(coverage.omission.expectedOmitted).toBeGreaterThan(0);
      expect(properties.map(({ verdict, bound }: { verdict: string; bound?: string }) => bound ?? verdict)).toEqual([
        'states-may-be-omitted',
        'witnessed',
        ...builtInChecks.map((name) => (name === 'stuck-thread' ? 'states-not-kept' : 'states-may-be-omitted')),
      ]);
    }
  });

  test('is the same counterexample whatever the visited set', () => {
    const found = check('--json').text;
    for (const visited of ['compact', 'bitstate']) {
      const { code, text } = check('--json', '--visited', visited);
      expect(code).toBe(1);
      expect(counterexampleIn(JSON.parse(text))).toEqual(counterexampleIn(JSON.parse(found)));
      // Without a search of its own, the minimizer could not know that there is no shorter run.
      expect(counterexampleIn(JSON.parse(check('--json', '--no-minimize', '--visited', visited).text))).toMatchObject({ minimized: { length: 'as-found' } });
    }
  });

  test('lists unreached locations on request', () => {
    expect(check('--coverage').text).toContain('every location of the model was reached');
  });

  test('is all that it tells with --quiet', () => {
    expect(check('--quiet').told).toBe('');
    expect(check().told).toBe('finished');
  });
});

test.each([
  [[], { seed: '7', strategy: 'swarm' }],
  [['--pct-steps', '5'], { seed: '7', strategy: 'swarm', pctSteps: 5 }],
  [['--strategy', 'pct'], { seed: '7', strategy: 'pct', pctDepth: 3 }],
  [['--strategy', 'uniform'], { seed: '7', strategy: 'uniform' }],
])('a random walk that found something can be repeated by its seed and number, with %j', (options, walks) => {
  const random = (...args: readonly string[]): Saved =>
    counterexampleIn(JSON.parse(check('--json', '--search', 'random', '--seed', '7', '--no-minimize', ...options, ...args).text));
  const { walk, schedule } = random();
  expect(walk).toEqual({ ...walks, run: walk.run });
  expect(random('--run', String(walk.run)).schedule).toEqual(schedule);
});

test('what random walks saw is in the text and in JSON', () => {
  const args = ['--search', 'random', '--strategy', 'pct', '--pct-depth', '2', '--runs', '50'];
  const { text } = check(...args);
  expect(text).toMatch(/\n50 walks \(pct\), \d+ distinct states \(64-bit fingerprints miss \S+ of them on average\), \d+ of \d+ locations\n/);
  // Two agents with two steps each.
  expect(text).toContain('a bug that needs 2 orderings of steps is met by a walk with probability 1/(n k^(d-1)) = 1/8 at least');
  const { sample } = Object(JSON.parse(check(...args, '--json').text)).coverage;
  expect(sample).toMatchObject({ strategy: 'pct', walks: 50, guarantee: { agents: 2, steps: 4, depth: 2, longest: 4 } });
  expect(sample.growth.map(({ walks }: { walks: number }) => walks)).toEqual([16, 32, 50]);
});

test('a saved counterexample has a telling name and replays', () => {
  const { code, told } = check('--save', join(directory, 'new'));
  expect(code).toBe(1);
  const file = join(directory, 'new', 'toy-two-adders-no-lost-update.json');
  expect(told).toContain(`saved ${file}`);
  expect(readdirSync(join(directory, 'new'))).toEqual(['toy-two-adders-no-lost-update.json']);
  expect(readFileSync(file, 'utf8')).toContain(`"kernel": "${kernelPath}"`);
  expect(run('replay', file)).toMatchObject({ code: 0, text: `${file}: reproduced (4 steps)` });
});

interface Saved {
  readonly walk: { readonly run: number };
  readonly schedule: unknown;
}

function counterexampleIn(result: unknown): Saved {
  return Object(result).properties[0].counterexample;
}
