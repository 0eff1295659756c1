import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/core/index.ts';
import { type Counterexample, counterexampleText, loadCounterexample, saveCounterexample } from '../../src/trace/index.ts';
import { lostUpdateFound } from './found.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'forkcheck-'))));

describe('a counterexample file', () => {
  test('comes back as it was saved', () => {
    const file = join(directory, 'new', 'found.json');
    saveCounterexample(lostUpdateFound, file);
    expect(loadCounterexample(file)).toEqual(lostUpdateFound);
    expect(readdirSync(join(directory, 'new'))).toEqual(['found.json']);
  });

  test('has the same bytes however the object was made', () => {
    const { format, ...rest } = lostUpdateFound;
    expect(counterexampleText({ ...rest, format })).toBe(counterexampleText(lostUpdateFound));
    expect(counterexampleText(lostUpdateFound).endsWith('}\n')).toBe(true);
  });

  test.each([
    ['a directory in place of the file', (): string => directory],
    ['a file in place of the directory', (): string => join(blocked(), 'found.json')],
  ])('that cannot be written is one clear message: %s', (_, place) => {
    const file = place();
    const save = (): void => saveCounterexample(lostUpdateFound, file);
    expect(save).toThrow(UsageError);
    expect(save).toThrow(`cannot save the counterexample to ${file}`);
    expect(save).toThrow('Give a directory that can be written to');
  });

  test.skipIf(process.getuid?.() === 0)('leaves nothing behind in a directory that cannot be written to', () => {
    chmodSync(directory, 0o500);
    expect(() => saveCounterexample(lostUpdateFound, join(directory, 'found.json'))).toThrow(UsageError);
    chmodSync(directory, 0o700);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('a damaged file', () => {
  test('that was cut off is told to be no JSON', () => {
    expect(() => load(counterexampleText(lostUpdateFound).slice(0, 100))).toThrow(/is not JSON.*\n {2}The file is damaged/);
  });

  test('that does not exist is told by its path', () => {
    expect(() => loadCounterexample(join(directory, 'none.json'))).toThrow(/cannot read .*none\.json: ENOENT/);
  });

  test.each([
    ['an old format', { format: 'forkcheck-counterexample/0' }, 'at format'],
    ['a wrong step', { schedule: [{ agent: 'A', alternative: -1, label: 'a:read' }] }, 'at schedule[0].alternative'],
    ['an unknown fault', { fault: { kind: 'bad-luck', message: '' } }, 'at fault.kind'],
    ['a field too many', { date: 'today' }, 'at the top level'],
  ])('with %s is told where', (_, damage, place) => {
    const file = { ...lostUpdateFound, ...damage };
    expect(() => load(JSON.stringify(file))).toThrow(place);
    expect(() => load(JSON.stringify(file))).toThrow(UsageError);
  });
});

function load(text: string): Counterexample {
  const file = join(directory, 'found.json');
  writeFileSync(file, text);
  return loadCounterexample(file);
}

function blocked(): string {
  const file = join(directory, 'file');
  writeFileSync(file, readFileSync(new URL(import.meta.url)));
  return file;
}
