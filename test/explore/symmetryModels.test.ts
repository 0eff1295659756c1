/** A search of one state of each orbit says of real models what the plain search says. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import type { LoadedModel, SearchResult } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';

const plain = settle({ maxStates: 3_000, maxMemory: 1_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const toys = readdirSync(`${root}/test/models`)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'pidlifeRuns.ts')
  .map((file) => `test/models/${file}`);

/** Without the claims about runs, which are unknown after any reduction. */
function verdicts({ judgements }: SearchResult): Readonly<Record<string, string>> {
  const ofStates = judgements.filter(({ kind }) => kind === 'always' || kind === 'sometimes' || kind === 'built-in');
  return Object.fromEntries(ofStates.map(({ name, verdict }) => [name, verdict.kind]));
}

function compare(model: LoadedModel, scenario: string): void {
  const system = model.compile({ scenario });
  const all = search(system, plain, openJudge);
  if (!all.coverage.complete) return;
  const one = search(system, { ...plain, reductions: ['symmetry'] }, openJudge);
  expect(verdicts(one)).toEqual(verdicts(all));
  expect(one.coverage.states).toBeLessThanOrEqual(all.coverage.states);
}

describe('the same verdicts', () => {
  test.each([...toys, 'test/machine/toyKernel.ts', 'bench/pidlife.ts'])('%s', (file) => {
    const model = openModel({ file: `${root}/${file}` });
    for (const { name } of model.scenarios) compare(model, name);
  });

  test('freebsd', () => {
    const model = openModel({ file: `${root}/models/freebsd/index.ts` });
    for (const name of ['thr-exit-together', 'vfork-exit', 'pause-exit']) compare(model, name);
  });
});
