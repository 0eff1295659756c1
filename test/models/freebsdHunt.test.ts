/** The hunt for bugs in drawn scenarios: an hour on demand, a minute of it here. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { calls } from '../../bench/hunt/calls.ts';
import { type Draft, drafts, sizeOf } from '../../bench/hunt/drafts.ts';
import { hunt, type Hunted } from '../../bench/hunt/hunt.ts';
import { recompute } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { loadCounterexample } from '../../src/trace/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-hunt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { kernel: { file: findModule('freebsd').file, reference: 'freebsd' }, maxStates: 2_000, folder, note: () => undefined };

function take(seed: number, count: number): Draft[] {
  const source = drafts(seed);
  return Array.from({ length: count }, () => source.next().value as Draft);
}

const named = (name: string): (typeof calls)[number] => calls.find((one) => one.name === name)!;

test('the same seed draws the same scenarios, and another one others', () => {
  expect(take(7, 40)).toEqual(take(7, 40));
  expect(take(7, 40)).not.toEqual(take(8, 40));
});

test('all pairs of calls come first, but those that make too many processes', () => {
  const pairs = take(1, 1_000).filter(({ programs }) => programs.length === 2 && programs.every(({ length }) => length === 1));
  const seen = new Set(pairs.map(({ programs }) => programs.map(([one]) => one!.name).toSorted().join(' ')));
  for (const first of calls) for (const second of calls) expect(seen).toContain([first.name, second.name].toSorted().join(' '));
  expect(pairs.every((draft) => sizeOf(draft).processes <= 3)).toBe(true);
});

test('a few drawn scenarios break nothing in few states, and none runs out of structs', { timeout: 120_000 }, () => {
  const hunted = hunt({ ...settings, drafts: drafts(1), series: 'few', known: new Set(), goesOn: (done) => done < 4 });
  expect(hunted).toMatchObject({ drafts: 4, exhausted: 0, sightings: [] });
});

// A finding, see counterexamples/README.md: the leader waits for a peer that is stopped although it has been killed.
const stoppedPeer: Draft = {
  shape: 'family',
  programs: [[named('rfork-peer')], [named('killpg-stop')]],
  initReaps: false,
  disownsChildren: false,
  uid: 0,
  stays: [false, true, true],
  limit: 'none',
};
const huntFor = (known: ReadonlySet<string>): Hunted =>
  hunt({ ...settings, maxStates: 20_000, drafts: [stoppedPeer].values(), series: 'peer', known, goesOn: () => true });

test('what is new is saved with its scenario, and reproduced; what is known is counted', { timeout: 120_000 }, () => {
  const [found, ...others] = huntFor(new Set()).sightings;
  expect(others).toEqual([]);
  expect(found).toMatchObject({ known: false, count: 1, title: 'family: rfork-peer | killpg-stop', file: join(folder, 'peer-1-deadlock.json') });
  const saved = loadCounterexample(found!.file!);
  const locate = (name: string): string => (name === 'freebsd' ? settings.kernel.file : join(process.cwd(), name));
  expect(recompute(saved, locate).kind).toBe('reproduced');
  rmSync(found!.file!);

  expect(huntFor(new Set([found!.signature])).sightings).toMatchObject([{ known: true, count: 1 }]);
  expect(existsSync(found!.file!)).toBe(false);
  expect(readdirSync(folder)).not.toContain('peer.ts');
});
