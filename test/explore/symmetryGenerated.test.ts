/**
 * A search of one state of each orbit says what the plain search says, with partial order or without: random programs with alike threads. FORKCHECK_RUNS sets how
 * many are tried.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { CompileError, type LoadedModel, type ReductionName, type SearchResult, type SearchSettings, type TransitionSystem, UsageError } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { countOrbits, outlook, reachable } from '../support/orbits.ts';
import { writeSymmetric } from '../support/generatedSymmetric.ts';

const numRuns = Number(process.env.FORKCHECK_RUNS ?? 500);
/** Programs of one module, which is read once. */
const together = 10;

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-symmetric-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plain: SearchSettings = { ...settle({ maxStates: 500, maxMemory: 1_000 }), nativeFrom: Infinity };

/** The threads of the larger zones, which have more renamings than can be gone through, and the states that their programs may have. */
const many = 6;
const manyStates = 10_000;

/** Symmetry by itself, and with partial order. */
const both: readonly (readonly ReductionName[])[] = [
  ['partial-order', 'symmetry'],
  ['partial-order', 'symmetry', 'chains'],
];

/** So few that all can be looked at once more, as is done for each so many programs. */
const closerEach = 4;
const fewStates = 60;

const decisions = fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 120, size: 'max' });

test(
  'alike slots are one, with the same verdicts',
  () => {
    let files = 0;
    const tally = { tried: 0, reduced: 0 };
    const property = fc.property(fc.array(decisions, { minLength: 1, maxLength: together, size: 'max' }), (programs) => {
      const source = writeSymmetric(programs);
      const file = join(folder, `generated-${files++}.ts`);
      writeFileSync(file, source);
      const model = openModel({ file });
      programs.forEach((_, index) => {
        const system = compiled(model, `generated-${index}`);
        if (system !== undefined) compare(system, source, tally);
      });
    });
    // On average a module has half as many programs.
    fc.assert(property, { numRuns: Math.ceil((2 * numRuns) / together), interruptAfterTimeLimit: 60_000 + 100 * numRuns });
    if (process.env.FORKCHECK_RUNS !== undefined) process.stderr.write(`${tally.tried} tried, ${tally.reduced} reduced\n`);
    expect(tally.reduced).toBeGreaterThan(tally.tried / 5);
  },
  600_000,
);

test(
  'many alike threads are one, with the same verdicts',
  () => {
    let files = 0;
    const tally = { tried: 0, reduced: 0, states: 0, statesOfBoth: 0 };
    const property = fc.property(fc.array(decisions, { minLength: together, maxLength: together }), (programs) => {
      const source = writeSymmetric(programs, many);
      const file = join(folder, `many-${files++}.ts`);
      writeFileSync(file, source);
      const model = openModel({ file });
      programs.forEach((_, index) => {
        const system = compiled(model, `generated-${index}`);
        if (system !== undefined) compareMany(system, `generated-${index}\n${source}`, tally);
      });
    });
    fc.assert(property, { numRuns: Math.ceil(numRuns / together / 5) });
    if (process.env.FORKCHECK_RUNS !== undefined) process.stderr.write(`${JSON.stringify(tally)}\n`);
    expect(tally.reduced).toBeGreaterThan(tally.tried / 5);
  },
  600_000,
);

/** Searches plainly and with symmetry. */
function compare(system: TransitionSystem, source: string, tally: { tried: number; reduced: number }): void {
  const all = search(system, plain, openJudge);
  if (!all.coverage.complete) return;
  tally.tried++;
  const one = reducedLike(all, system, plain, ['symmetry'], source);
  if (one.coverage.states < all.coverage.states) tally.reduced++;
  if (all.coverage.states <= fewStates && tally.tried % closerEach === 0) lookCloser(system, one, source);
  for (const reductions of both) reducedLike(all, system, plain, reductions, source);
}

/** The same for zones with more slots. */
function compareMany(system: TransitionSystem, source: string, tally: { tried: number; reduced: number; states: number; statesOfBoth: number }): void {
  const settings = { ...plain, maxStates: manyStates };
  const all = search(system, settings, openJudge);
  if (!all.coverage.complete) return;
  tally.tried++;
  const one = reducedLike(all, system, settings, ['symmetry'], source);
  if (one.coverage.states < all.coverage.states) tally.reduced++;
  for (const reductions of both) {
    const { states } = reducedLike(all, system, settings, reductions, source).coverage;
    tally.states += one.coverage.states;
    tally.statesOfBoth += states;
  }
}

/** Searches with reductions; expects the verdicts of the plain search, and runs of the system. */
function reducedLike(all: SearchResult, system: TransitionSystem, settings: SearchSettings, reductions: readonly ReductionName[], source: string): SearchResult {
  const one = search(system, { ...settings, reductions }, openJudge);
  expect(verdicts(one), `${reductions.join()}\n${source}`).toEqual(verdicts(all));
  for (const { verdict } of one.judgements) if ('schedule' in verdict) expect(runs(system, verdict.schedule), source).toBe(true);
  return one;
}

/** Counts the orbits of all states, and exchanges slots in some of them: whatever can be seen is still the same. */
function lookCloser(system: TransitionSystem, { coverage }: SearchResult, source: string): void {
  const leaveAlone = (coverage.symmetry ?? []).flatMap(({ zone, reason }) => (reason === undefined ? [] : [[zone, reason] as const]));
  const symmetry = system.symmetry?.(new Map(leaveAlone));
  if (symmetry === undefined) throw new Error('a compiled model has no symmetry');
  const states = reachable(system);
  expect(coverage.states, source).toBe(countOrbits(system, symmetry, states));
  for (let at = 0; at < states.length; at += Math.ceil(states.length / 3)) {
    const state = states[at]!;
    const seen = outlook(system, symmetry, state);
    for (const { apply } of symmetry.generators) {
      const renamed = state.slice();
      apply(renamed, 0, 0);
      expect(outlook(system, symmetry, renamed), source).toEqual(seen);
    }
  }
}

/** Nothing if a thread runs into a fault before its first yield, which is a part of the setup. */
function compiled(model: LoadedModel, scenario: string): TransitionSystem | undefined {
  try {
    return model.compile({ scenario });
  } catch (error) {
    if ((error instanceof UsageError || error instanceof CompileError) && error.message.includes('fails:')) return undefined;
    throw error;
  }
}

function verdicts({ judgements }: SearchResult): Readonly<Record<string, string>> {
  return Object.fromEntries(judgements.map(({ name, verdict }) => [name, verdict.kind]));
}

/** Whether a schedule is a run of the system. */
function runs(system: TransitionSystem, schedule: readonly { readonly agent: number; readonly alternative: number }[]): boolean {
  system.reset();
  return schedule.every(({ agent, alternative }) => {
    if (alternative >= system.alternatives(agent) || !system.enabled(agent, alternative)) return false;
    system.step(agent, alternative);
    return true;
  });
}
