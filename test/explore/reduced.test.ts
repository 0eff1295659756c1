/** A reduced search gives the verdicts of a plain one, from fewer states or steps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { type CompiledModel, type Judgement, type ReductionName, type SearchResult, type TransitionSystem } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { raceHead, writeRace } from '../support/generatedRaces.ts';

const together = 25;
const numRuns = Math.ceil(Number(process.env.FORKCHECK_RUNS ?? 1_000) / together);

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-reduced-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Which reductions each model is searched with, and the others of how many. */
const kinds: readonly { readonly reductions: readonly ReductionName[]; readonly every: number }[] = [
  { reductions: ['partial-order'], every: 1 },
  { reductions: ['sleep-sets'], every: 1 },
  { reductions: ['symmetry'], every: 2 },
  { reductions: ['partial-order', 'symmetry'], every: 4 },
];

/** Searches with reductions; expects the verdicts and places of the plain search, and runs that show what they are said to show. */
function reducedLike(plain: SearchResult, model: CompiledModel, reductions: readonly ReductionName[], hint = ''): SearchResult {
  const reduced = search(model, { ...settle({}), reductions }, openJudge);
  expect(verdictsOf(reduced), hint).toEqual(verdictsOf(plain));
  expect(reduced.reached, hint).toEqual(plain.reached);
  expect(reduced.coverage.complete, hint).toBe(plain.coverage.complete);
  const [{ states }, { states: all }] = [reduced.coverage, plain.coverage];
  if (reductions[0] === 'sleep-sets') expect(states, hint).toBe(all);
  else expect(states, hint).toBeLessThanOrEqual(all);
  for (const judgement of reduced.judgements) expectShown(model, judgement, hint);
  return reduced;
}

function verdictsOf({ judgements }: SearchResult): readonly (readonly [string, string])[] {
  return judgements.map(({ name, verdict }) => [name, verdict.kind]);
}

/** Executes the run of a property's verdict. */
function expectShown(model: TransitionSystem, { name, kind, verdict }: Judgement, hint: string): void {
  if (verdict.kind !== 'violated' && verdict.kind !== 'witnessed') return;
  model.reset();
  let fault;
  for (const { agent, alternative } of verdict.schedule) {
    expect(fault).toBe(undefined);
    expect(alternative < model.alternatives(agent) && model.enabled(agent, alternative), hint).toBe(true);
    fault = model.step(agent, alternative);
  }
  if (verdict.kind === 'violated') expect(fault?.kind, hint).toBe(verdict.fault?.kind);
  const property = model.predicates.find((one) => one.name === name);
  if (kind !== 'built-in' && fault === undefined) expect(property?.holds(), hint).toBe(kind === 'sometimes');
}

test(
  'generated races',
  () => {
    let files = 0;
    const gained = kinds.map(() => 0);
    const list = fc.array(fc.nat({ max: 5039 }), { minLength: 60, maxLength: 160, size: 'max' });
    const property = fc.property(fc.array(list, { minLength: together, maxLength: together }), (all) => {
      const texts = all.map((decisions, index) => writeRace(decisions, `race${index}`));
      const file = join(folder, `races-${files++}.ts`);
      writeFileSync(file, raceHead + texts.join(''));
      const model = openModel({ file });
      texts.forEach((text, index) => {
        const system = model.compile({ scenario: `race${index}` });
        const plain = search(system, settle({}), openJudge);
        kinds.forEach(({ reductions, every }, kind) => {
          if (index % every !== 0) return;
          const { transitions } = reducedLike(plain, system, reductions, `${reductions.join()}\n${text}`).coverage;
          if (transitions < plain.coverage.transitions) gained[kind]!++;
        });
      });
    });
    fc.assert(property, { numRuns, endOnFailure: true });
    // Or the comparison would show nothing.
    kinds.forEach(({ every }, kind) => expect(gained[kind]).toBeGreaterThan((files * together) / every / 10));
  },
  600_000,
);
