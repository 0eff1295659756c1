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

/** Searches plainly and with reductions; expects the same verdicts and places, and runs that show what they are said to show. */
function same(model: CompiledModel, reductions: readonly ReductionName[], hint = ''): readonly [SearchResult, SearchResult] {
  const settings = settle({});
  const plain = search(model, settings, openJudge);
  const reduced = search(model, { ...settings, reductions }, openJudge);
  expect(verdictsOf(reduced), hint).toEqual(verdictsOf(plain));
  expect(reduced.reached, hint).toEqual(plain.reached);
  expect(reduced.coverage.complete, hint).toBe(plain.coverage.complete);
  expect(reduced.coverage.states, hint).toBeLessThanOrEqual(plain.coverage.states);
  for (const judgement of reduced.judgements) expectShown(model, judgement, hint);
  return [plain, reduced];
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

test.each<readonly ReductionName[][]>([[['partial-order']], [['sleep-sets']], [['partial-order', 'symmetry']]])(
  '%s, for generated races',
  (reductions) => {
    let files = 0;
    let fewer = 0;
    let most = 0;
    const list = fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 120, size: 'max' });
    const property = fc.property(fc.array(list, { minLength: 1, maxLength: together, size: 'max' }), (all) => {
      const texts = all.map((decisions, index) => writeRace(decisions, `race${index}`));
      const file = join(folder, `races-${files++}.ts`);
      writeFileSync(file, raceHead + texts.join(''));
      const model = openModel({ file });
      texts.forEach((text, index) => {
        const [plain, reduced] = same(model.compile({ scenario: `race${index}` }), reductions, text);
        if (!reductions.includes('partial-order')) expect(reduced.coverage.states, text).toBe(plain.coverage.states);
        if (reduced.coverage.transitions < plain.coverage.transitions) fewer++;
        most = Math.max(most, plain.coverage.transitions / reduced.coverage.transitions);
      });
    });
    fc.assert(property, { numRuns, interruptAfterTimeLimit: 60_000 + 100 * numRuns });
    // Or the comparison would show nothing.
    expect(fewer).toBeGreaterThan(numRuns);
    expect(most).toBeGreaterThan(1.5);
  },
  600_000,
);
