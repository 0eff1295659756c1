/**
 * A search of one state of each orbit says what the plain search says: random programs with alike threads. FORKCHECK_RUNS sets how
 * many are tried.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { type SearchResult, type SearchSettings, type TransitionSystem, UsageError } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { writeSymmetric } from '../support/generatedSymmetric.ts';

const numRuns = Number(process.env.FORKCHECK_RUNS ?? 200);

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-symmetric-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plain: SearchSettings = {
  search: 'bfs',
  seed: '',
  runs: 0,
  strategy: 'uniform',
  pctDepth: 3,
  stopAtFirst: false,
  maxStates: 3_000,
  maxDepth: Infinity,
  maxSeconds: Infinity,
  maxMemory: 1_000,
  nativeFrom: Infinity,
};

const decisions = fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 120, size: 'max' });

test(
  'alike slots are one, with the same verdicts',
  () => {
    let files = 0;
    let [tried, reduced] = [0, 0];
    const property = fc.property(decisions, (numbers) => {
      const source = writeSymmetric(numbers);
      const file = join(folder, `generated-${files++}.ts`);
      writeFileSync(file, source);
      const system = compiled(file);
      if (system === undefined) return;
      const all = search(system, plain, openJudge);
      if (!all.coverage.complete) return;
      tried++;
      const one = search(system, { ...plain, reductions: ['symmetry'] }, openJudge);
      if (one.coverage.states < all.coverage.states) reduced++;
      expect(verdicts(one), source).toEqual(verdicts(all));
      expect(one.coverage.states, source).toBeLessThanOrEqual(all.coverage.states);
      for (const { verdict } of one.judgements) if ('schedule' in verdict) expect(runs(system, verdict.schedule), source).toBe(true);
    });
    fc.assert(property, { numRuns, interruptAfterTimeLimit: 60_000 + 100 * numRuns });
    if (process.env.FORKCHECK_RUNS !== undefined) process.stderr.write(`${tried} tried, ${reduced} reduced\n`);
    expect(reduced).toBeGreaterThan(tried / 5);
  },
  600_000,
);

/** Nothing if a thread runs into a fault before its first yield, which is a part of the setup. */
function compiled(file: string): TransitionSystem | undefined {
  try {
    return openModel({ file }).compile({ scenario: 'generated' });
  } catch (error) {
    if (error instanceof UsageError && error.message.includes('fails:')) return undefined;
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
