import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ourRooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import { packageRoot } from '../../src/cli/modules.ts';
import { type Counterexample, counterexampleText } from '../../src/trace/index.ts';
import { lostUpdateFound } from '../trace/found.ts';
import { kernelPath, run } from './toyWorld.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'forkcheck-'))));

function saved(changes: Partial<Counterexample> = {}): string {
  const file = join(directory, 'found.json');
  writeFileSync(file, counterexampleText({ ...lostUpdateFound, kernel: kernelPath, ...changes }));
  return file;
}

describe('explain', () => {
  test('tells the pair, the window, the nearest schedule that passes, and what it takes', () => {
    const { code, lines } = run('explain', saved());
    expect(code).toBe(0);
    expect(lines.filter((line) => !line.includes('k.'))).toEqual([
      'test/cli/toyWorld.ts two-adders',
      '',
      'no-lost-update is violated: the claim of no-lost-update',
      '  4 steps, 2 context switches (shortest, fewest switches)',
      '',
      'what decides: step 2',
      '  B at main > b:read  toy.ts:1',
      '  comes before',
      '  A at main > a:write  toy.ts:2',
      '  so that every run from there fails (3 states, all looked at); the other way round, one passes',
      '  before step 1, A at main > a:read  toy.ts:1, it would have done no harm',
      "  of 3 orders of the window's 3 steps, 2 fail",
      '',
      'the nearest schedule that passes, the same up to step 1',
      ' step A             B',
      '    2 main > a:write  toy.ts:2',
      '    3 |             main > b:read  toy.ts:1',
      '  and 1 step more, from where it cannot fail any more',
      '',
      'what it takes',
      '  on 1 CPU 1 preemption (no run takes fewer: 9 states)',
      '  on 2 CPUs no preemption',
    ]);
  });

  test('as JSON has the whole schedule', () => {
    const { decision, window, passing, needs } = JSON.parse(run('explain', saved(), '--json').text);
    expect(decision).toEqual({ kind: 'order', step: 2, endsBadly: false, first: 2, then: 3, opens: 1, lost: 3 });
    expect(window).toEqual({ steps: { A: 2, B: 1 }, schedules: '3', failing: '2' });
    expect(passing.map(({ agent }: { agent: string }) => agent)).toEqual(['A', 'A', 'B', 'B']);
    expect(needs).toHaveLength(2);
  });

  test('tells what a bound left open', () => {
    const { text } = run('explain', saved(), '--max-states', '3');
    expect(text).toContain('what decides is not known: the bound max-states was met first');
    expect(text).toContain('on 1 CPU at most 1 preemption (the bound max-states was met, and fewer are not excluded)');
  });

  test.each([
    [{ mutation: 'lock' }, 'the run is not reproduced by the model as it is now'],
    [{ property: 'both-done', kind: 'sometimes', verdict: 'witnessed' }, 'both-done is witnessed: only what is violated is explained'],
  ] satisfies [Partial<Counterexample>, string][])('refuses %j', (changes, message) => {
    const { code, told } = run('explain', saved(changes));
    expect(code).toBe(2);
    expect(told).toContain(message);
  });

  test('is part of a check that asks for it', () => {
    const { text } = run('check', kernelPath, 'two-adders', '--explain');
    expect(text).toMatch(/no-lost-update is violated[^]*why no-lost-update is violated\nwhat decides: step 2/);
    expect(run('check', kernelPath, 'two-adders', '--explain', '--json').told).toContain('--explain is told in text');
  });

  // Weak fairness lets the other take the lock for ever, and any time it might not.
  test('says of a run that goes round for ever that it could have left', () => {
    const text = really('check', 'test/models/starvedLock.ts', 'starved-lock', '--property', 'gets-lock-weakly', '--explain', '--quiet');
    expect(text).toContain('no step decides: after each of them some run passes');
  });

  // A fork that copies the table of files while its process is killed: two threads, each with a lock that the other wants.
  test('finds the pair of a saved counterexample of a kernel, proven', () => {
    const file = join(packageRoot, 'counterexamples/freebsd-5-rfork-files-kill-deadlock.json');
    const { decision, needs } = JSON.parse(really('explain', file, '--json', '--quiet'));
    expect(decision).toMatchObject({ kind: 'order', step: 8, first: 8, then: 9 });
    expect(needs).toMatchObject([{ cpus: 1, preemptions: 1, isLeast: true }, { cpus: 2, preemptions: 0, isLeast: true }]);
  });
});

/** What a command prints with the rooms as they are. */
function really(...args: readonly string[]): string {
  const nothing = (): void => undefined;
  return perform(args, { rooms: ourRooms, colors: false, tell: nothing, progress: nothing, interrupted: nothing, finished: nothing }).lines.join('\n');
}
