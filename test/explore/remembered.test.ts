/** What agents do next is told as well from what was seen of their steps elsewhere as by taking them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel, TrackedSystem } from '../../src/core/index.ts';
import { below, randomOf } from '../../src/explore/random.ts';
import { Knowledge } from '../../src/explore/reduced/knowledge.ts';
import { type Move, Moves } from '../../src/explore/reduced/moves.ts';
import { raceHead, writeRace } from '../support/generatedRaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-remembered-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shown = ({ steps, alternative, looks, changes, visible }: Move): unknown => [steps, steps > 0 && alternative, looks.members(), changes.members(), visible.members()];

/** Goes through a model by chance, from its beginning again where nobody has a step, and shows each state. */
function wander(system: TrackedSystem, seed: string, steps: number, visit: () => void): void {
  const random = randomOf(seed, 0);
  system.reset();
  for (let step = 0; step < steps; step++) {
    visit();
    const choices = [...Array(system.agents).keys()].flatMap((agent) =>
      [...Array(system.alternatives(agent)).keys()].filter((alternative) => system.enabled(agent, alternative)).map((alternative) => [agent, alternative] as const),
    );
    const choice = choices[below(random, choices.length)];
    if (choice !== undefined) system.enabled(...choice);
    if (choice === undefined || system.step(...choice) !== undefined) system.reset();
  }
}

/** Returns in how many states what was remembered could be compared. */
function compare({ tracked }: CompiledModel, seed: string, steps: number): number {
  const system = tracked!();
  const knowledge = new Knowledge(system);
  const [remembered, anew] = [true, false].map((remembers) => new Moves(system, knowledge, remembers));
  let compared = 0;
  wander(system, seed, steps, () => {
    const { count } = knowledge.atoms;
    remembered!.look();
    const told = remembered!.all.map(shown);
    anew!.look();
    // What is asked for the first time has a number from then on.
    if (count !== knowledge.atoms.count) return;
    compared++;
    expect(told, seed).toEqual(anew!.all.map(shown));
  });
  return compared;
}

test.each([
  ['models/freebsd/index.ts', 'killpg-fork'],
  ['models/solaris/index.ts', 'vfork-exec'],
  ['test/models/worker.ts', 'worker-4-2'],
])('%s %s', (file, scenario) => {
  const model = openModel({ file: resolve(file) }).compile({ scenario });
  expect(compare(model, scenario, 400)).toBeGreaterThan(100);
});

/** A step that sets a bit, and then compares the whole: what it looks at does not settle what it does. */
const half = `
interface Box { f: Bits<'flags'> }
const boxes = zone<Box>('box', { slots: 2, stable: true });
interface Globals2 { p: Ref<Box> }
const g2 = globals<Globals2>('g2');
function* setter(): Routine {
  for (;;) {
    yield 'set';
    g2.p.f |= 2;
    yield 'clear';
    g2.p.f &= ~2;
  }
}
function* comparer(): Routine {
  for (;;) {
    yield 'compare';
    g2.p.f |= 1;
    if (g2.p.f === 3) g.x = 1;
    else g.y = 1;
    yield 'reset';
    g2.p.f &= ~1;
    g.x = 0;
    g.y = 0;
  }
}
export const halves = scenario({
  name: 'half', title: 'a bit is set, and the whole compared',
  setup: () => {
    g2.p = boxes.at(1);
    start(threads.at(1), setter);
    start(threads.at(2), comparer);
  },
});
`;

test('a step that sets a bit and compares the whole', () => {
  const file = join(folder, 'half.ts');
  writeFileSync(file, raceHead + half);
  expect(compare(openModel({ file }).compile({ scenario: 'half' }), 'half', 100)).toBeGreaterThan(50);
});

test('generated races', { timeout: 60_000 }, () => {
  let files = 0;
  const list = fc.array(fc.nat({ max: 5039 }), { minLength: 60, maxLength: 160, size: 'max' });
  const property = fc.property(fc.array(list, { minLength: 10, maxLength: 10 }), fc.string(), (all, seed) => {
    const file = join(folder, `races-${files++}.ts`);
    writeFileSync(file, raceHead + all.map((decisions, index) => writeRace(decisions, `race${index}`)).join(''));
    const model = openModel({ file });
    all.forEach((_, index) => compare(model.compile({ scenario: `race${index}` }), seed, 100));
  });
  fc.assert(property, { numRuns: 5 });
});
