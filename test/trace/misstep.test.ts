/** A property that runs into a fault itself: search, replay, file and explanation say the same of it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check, recompute } from '../../src/check.ts';
import { explainFinding } from '../../src/explanation.ts';
import { loadCounterexample, saveCounterexample } from '../../src/trace/index.ts';
import { head, written } from '../compile/written.ts';

/** One thread frees what the other clears the reference to, before or after: where it is before, the property looks at what is free. */
const file = written(`${head}
import { eventually, sometimes } from 'forkcheck';
export interface Thing { size: U4 }
export const things = zone<Thing>('thing', { slots: 1 });
export interface Globals { thing: Ref<Thing> }
export const g = globals<Globals>('g');
function* drop(): Routine { yield 'wait'; const thing = things.at(1); yield 'free'; free(things, thing); }
function* clear(): Routine { yield 'clear'; g.thing = nil; }
export const small = always('small', 'it is small', () => g.thing === nil || g.thing.size < 2);
export const large = sometimes('large', 'it is large', () => g.thing !== nil && g.thing.size > 2);
export const settled = eventually('settled', 'it is cleared or large', () => g.thing === nil || g.thing.size > 2);
export default scenario({ name: 'it', title: '', setup: () => { g.thing = alloc(things); start(threads.at(1), drop); start(threads.at(2), clear); }, properties: [small, large, settled] });
`);

const locate = (): string => file;

test.each([
  { search: 'bfs', steps: 2 },
  { search: 'dfs', steps: 2 },
  { search: 'random', steps: 2 },
  { search: 'bfs', minimize: false, steps: 2 },
] as const)('$search: it is violated, and stays so when it is executed again', ({ steps, ...options }) => {
  const { properties } = check({ kernel: { file, reference: 'it.ts' } }, options);
  const judged = properties.filter(({ kind }) => kind !== 'built-in' && (options.search !== 'random' || kind !== 'eventually'));
  for (const { name, verdict, counterexample } of judged) {
    expect(verdict, name).toBe('violated');
    const path = join(mkdtempSync(join(tmpdir(), 'forkcheck-misstep-')), 'found.json');
    saveCounterexample(counterexample!, path);
    const saved = loadCounterexample(path);
    expect(saved).toMatchObject({ property: name, fault: { kind: 'use-after-free' } });
    expect(recompute(saved, locate), name).toMatchObject({ kind: 'reproduced', trace: { steps: { length: steps } } });
    expect(explainFinding(saved, { locate }).failing.steps, name).toHaveLength(steps);
  }
});

test('a fault of another kind is not the one on file', () => {
  const [found] = check({ kernel: { file, reference: 'it.ts' }, properties: ['small'] }).properties;
  const saved = { ...found!.counterexample!, fault: { kind: 'nil-dereference', message: '' } } as const;
  expect(recompute(saved, locate).kind).toBe('not-violated');
});
