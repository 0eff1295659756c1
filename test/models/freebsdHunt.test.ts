/** The hunt for bugs in drawn scenarios: an hour on demand, a minute of it here. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { calls } from '../../bench/hunt/calls.ts';
import { type Draft, drafts, sizeOf } from '../../bench/hunt/drafts.ts';
import { hunt, type Hunted } from '../../bench/hunt/hunt.ts';
import { isPartOf } from '../../bench/hunt/signature.ts';
import { recompute } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { loadCounterexample } from '../../src/trace/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-hunt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { kernel: { file: findModule('freebsd').file, reference: 'freebsd' }, maxStates: 2_000, maxRunStates: 500, folder, note: () => undefined };

function take(seed: number, count: number): Draft[] {
  const source = drafts(seed);
  return Array.from({ length: count }, () => source.next().value as Draft);
}

const named = (name: string): (typeof calls)[number] => calls.find((one) => one.name === name)!;

test('the same seed draws the same scenarios, and another one others', () => {
  expect(take(7, 40)).toEqual(take(7, 40));
  expect(take(7, 40)).not.toEqual(take(8, 40));
});

test('all pairs of calls are drawn, but those that make too many processes', () => {
  const pairs = take(1, 2_400).filter(({ programs }) => programs.length === 2 && programs.every(({ length }) => length === 1));
  const seen = new Set(pairs.map(({ programs }) => programs.map(([one]) => one!.name).toSorted().join(' ')));
  for (const first of calls) for (const second of calls) expect(seen).toContain([first.name, second.name].toSorted().join(' '));
  expect(pairs.every((draft) => sizeOf(draft).processes <= 3)).toBe(true);
});

test('a few drawn scenarios break nothing in few states, and none runs out of structs', { timeout: 240_000 }, () => {
  const hunted = hunt({ ...settings, drafts: drafts(1), series: 'few', known: new Map(), goesOn: (done) => done < 3 });
  expect(hunted).toMatchObject({ drafts: 3, exhausted: 0, sightings: [] });
  expect(hunted.runs).toBeGreaterThan(0);
});

// A finding, see counterexamples/README.md: who has just been attached to is not killed.
const lostKill: Draft = {
  programs: [[named('pause')], [named('trace-kill')]],
  places: [{ isThread: false, of: 0, group: 0, isTraced: false }],
  hasIdleThread: false,
  initReaps: false,
  disownsChildren: false,
  isReaper: false,
  uid: 0,
  stays: [true, true, true],
  limit: 'none',
};
const huntFor = (known: ReadonlyMap<string, string>): Hunted =>
  hunt({ ...settings, drafts: [lostKill].values(), series: 'known', known, goesOn: () => true });

test('who waits besides does not make another finding', () => {
  expect(isPartOf('stuck: a > b', 'stuck: a > b, c')).toBe(true);
  expect(isPartOf('stuck: a > b, c', 'stuck: a > b')).toBe(false);
  expect(isPartOf('fork-returns: at rest a', 'fork-returns: at rest a, b')).toBe(true);
  expect(isPartOf('fork-returns: at rest a', 'lender-returns: at rest a, b')).toBe(false);
  expect(isPartOf('deadlock: a', 'deadlock: a, b')).toBe(false);
});

test('what is new is saved with its scenario, and reproduced; what is known is counted', { timeout: 240_000 }, () => {
  const { runs, sightings } = huntFor(new Map());
  const file = join(folder, 'known-1-killed-process-dies.json');
  const signature = expect.stringMatching(/^killed-process-dies: at rest/) as string;
  expect(runs).toBe(1);
  expect(sightings).toEqual([{ signature, count: 1, title: 'init > P: pause | P > Q in P: trace-kill', file }]);
  const locate = (name: string): string => (name === 'freebsd' ? settings.kernel.file : join(process.cwd(), name));
  expect(recompute(loadCounterexample(file), locate).kind).toBe('reproduced');
  rmSync(file);

  const known = new Map([[sightings[0]!.signature, 'freebsd-trace-kill.json']]);
  expect(huntFor(known).sightings).toMatchObject([{ known: 'freebsd-trace-kill.json', count: 1 }]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.json') || name === 'known.ts')).toEqual([]);
});
