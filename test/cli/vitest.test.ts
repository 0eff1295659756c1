import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { assertHolds, check, ourRooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import { counterexampleText } from '../../src/trace/index.ts';
import '../../src/vitest.ts';

const kernel = 'test/cli/models/counter.ts';
const mutation = 'unlocked';

describe('the matchers', () => {
  test('say that a scenario holds', () => {
    expect({ kernel, scenario: 'two-adders' }).toHold();
    expect({ kernel }).not.toBeViolated();
  });

  test('say which property is violated', () => {
    expect({ kernel, mutation }).toBeViolated();
    expect({ kernel, mutation }).toBeViolated('every-update-counts');
    expect({ kernel, mutation }).not.toBeViolated('two-added');
  });

  test('fail with the lanes', () => {
    expect(() => expect({ kernel, mutation }).toHold()).toThrow(/expected the scenario to hold[^]*every-update-counts is violated[^]* step /);
    expect(() => expect({ kernel }).toBeViolated('two-added')).toThrow('expected two-added to be violated');
    expect(() => expect({ kernel }).not.toHold()).toThrow('expected the scenario not to hold');
  });

  test('judge the properties that are named', () => {
    expect({ kernel, mutation, properties: ['two-added'] }).toHold();
  });

  test('begin with a hint, as those of vitest do', () => {
    const message = (act: () => void): string => stripVTControlCharacters(thrownBy(act)).split('\n')[0] ?? '';
    expect(message(() => expect({ kernel, mutation }).toHold())).toBe('expect(scenario).toHold()');
    expect(message(() => expect({ kernel, mutation }).not.toBeViolated('every-update-counts'))).toBe('expect(scenario).not.toBeViolated(every-update-counts)');
  });

  test('take what was checked already', () => {
    const result = check({ kernel, mutation });
    expect(result).toBeViolated('every-update-counts');
    expect(() => expect(result).toHold()).toThrow('every-update-counts is violated');
  });

  test('stand for values, too', () => {
    expect({ plain: { kernel }, mutated: { kernel, mutation } }).toEqual({ plain: expect.toHold(), mutated: expect.toBeViolated('every-update-counts') });
    expect([{ kernel, mutation }]).not.toEqual([expect.toHold()]);
    expect(() => expect({ kernel, mutation }).toEqual(expect.toHold())).toThrow(/toHold</);
  });

  test('say neither yes nor no where a bound was met', () => {
    const bounded = check({ kernel }, { maxStates: 3 });
    expect(() => expect(bounded).toHold()).toThrow('the bound max-states was met first');
    expect(() => expect(bounded).not.toHold()).toThrow('expected the scenario not to hold');
    expect(() => expect(bounded).not.toBeViolated()).toThrow('the bound max-states was met first');
    expect(() => expect(bounded).toBeViolated()).toThrow('expected a property to be violated');
  });

  test('refuse what they know nothing of', () => {
    expect(() => expect({ kernel }).not.toBeViolated('every-update-count')).toThrow('did you mean "every-update-counts"?');
    expect(() => expect('counter').toHold()).toThrow("forkcheck's matchers are about { kernel, scenario }");
  });
});

describe('check', () => {
  test('makes the scenario small: the onlooker and a system call go', () => {
    const { properties } = check({ kernel, mutation });
    const found = properties.find(({ name }) => name === 'every-update-counts');
    expect(found?.counterexample?.reduction.processes).toEqual(['C']);
    expect(found?.counterexample?.reduction.statements).toHaveLength(1);
    expect(found?.run?.steps.map(({ from }) => from.point)).toEqual(expect.arrayContaining(['load', 'store']));
  });

  test('gives the same bytes twice, for each search', () => {
    for (const search of ['bfs', 'dfs', 'random'] as const) {
      const text = (): string => JSON.stringify(check({ kernel, mutation }, { search, ...(search === 'random' && { runs: 20 }) }));
      expect(text()).toBe(text());
    }
  });

  test('has a form that throws', () => {
    expect(() => assertHolds({ kernel })).not.toThrow();
    expect(() => assertHolds({ kernel, mutation })).toThrow('every-update-counts is violated');
  });

  test('finds nothing about a scenario that does not exist', () => {
    expect(() => check({ kernel, scenario: 'three-adders' })).toThrow('three-adders');
  });

  test('replays what it found from its file, and tells when the model has been mended', () => {
    const found = check({ kernel, mutation }).properties.find(({ verdict }) => verdict === 'violated')?.counterexample;
    if (found == null) throw new Error('nothing was found');
    expect(replayOf(counterexampleText(found))).toMatchObject({ code: 0 });
    const mended = replayOf(counterexampleText({ ...found, mutation: null }));
    expect(mended.code).toBe(1);
    expect(mended.lines.join('\n')).toMatch(/diverged at step \d: the file says . at add:load, the model offers/);
  });
});

function thrownBy(act: () => void): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was thrown');
}

function replayOf(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'forkcheck-')), 'found.json');
  writeFileSync(file, text);
  const nothing = (): void => undefined;
  return perform(['replay', file], { rooms: ourRooms, colors: false, tell: nothing, progress: nothing, interrupted: nothing, finished: nothing });
}
