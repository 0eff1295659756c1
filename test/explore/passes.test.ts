/** What a pass of a reduced search does again as the pass before did is what it would do anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel, TrackedSystem } from '../../src/core/index.ts';
import { unpackChoice } from '../../src/explore/choices.ts';
import { search } from '../../src/explore/index.ts';
import { ChainedExpansion } from '../../src/explore/reduced/chainedExpansion.ts';
import type { Knowledge } from '../../src/explore/reduced/knowledge.ts';
import { Moves } from '../../src/explore/reduced/moves.ts';
import type { Chain, Expanded } from '../../src/explore/reduced/packedRecords.ts';
import { PersistentSets } from '../../src/explore/reduced/persistent.ts';
import type { Records } from '../../src/explore/reduced/records.ts';
import { openJudge } from '../../src/judge/index.ts';
import { forRaces } from '../support/forRaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-passes-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** What these tests look at inside a pass. */
interface Inside {
  readonly tracked: TrackedSystem;
  readonly knowledge: Knowledge;
  readonly records: Records;
}

/** Takes the steps of an expansion that was found in the records, and expects each to be what would be decided anew, without anything to be learned. */
class Anew {
  compared = 0;
  private readonly system: TrackedSystem;
  private readonly moves: Moves;
  private readonly sets: PersistentSets;
  private readonly knowledge: Knowledge;

  constructor({ tracked, knowledge }: Inside) {
    this.system = tracked;
    this.knowledge = knowledge;
    this.moves = new Moves(tracked, knowledge);
    this.sets = new PersistentSets(tracked, knowledge);
  }

  compare({ agents, enabled, chains }: Expanded, hint: string): void {
    const { system, moves, knowledge: { version } } = this;
    const row = system.packed.slice();
    moves.look();
    this.sets.forget();
    const { all } = moves;
    expect(all.reduce((bits, { steps }, agent) => (steps > 0 ? bits | (1 << agent) : bits), 0), hint).toBe(enabled);
    const alone = this.sets.alone(all);
    const unions = [alone < 0 ? 0 : 1 << alone];
    for (const set of this.sets.all(all)) unions.push(unions.at(-1)! | set);
    expect(unions, hint).toContain(agents);
    for (const chain of chains) {
      system.load(row, 0);
      this.follow(chain, hint);
    }
    system.load(row, 0);
    expect(this.knowledge.version, hint).toBe(version);
    this.compared++;
  }

  private follow({ choice, tail }: Chain, hint: string): void {
    const { system, moves, sets } = this;
    let { agent: last, alternative } = unpackChoice(choice);
    system.enabled(last, alternative);
    system.step(last, alternative);
    for (const next of tail.map(unpackChoice)) {
      moves.look();
      sets.forget();
      const agent = sets.alone(moves.all, last);
      expect({ agent, alternative: moves.all[agent]?.alternative, steps: moves.all[agent]?.steps }, hint).toEqual({ ...next, steps: 1 });
      ({ agent: last, alternative } = next);
      system.enabled(last, alternative);
      system.step(last, alternative);
    }
  }
}

/** Returns how many expansions were done again. */
function compare(model: CompiledModel, hint = ''): number {
  const passes = new Map<Knowledge, Anew>();
  const prototype = ChainedExpansion.prototype as unknown as { recordOf: (packed: Int32Array, fingerprint: number) => Expanded | undefined };
  const { recordOf } = prototype;
  vi.spyOn(prototype, 'recordOf').mockImplementation(function (this: Inside, packed, fingerprint) {
    const found = recordOf.call(this as never, packed, fingerprint);
    if (!passes.has(this.knowledge)) passes.set(this.knowledge, new Anew(this));
    if (found !== undefined) passes.get(this.knowledge)!.compare(found, hint);
    return found;
  });
  search(model, settle({ reductions: ['partial-order', 'chains'], maxStates: 2000 }), openJudge);
  vi.restoreAllMocks();
  return [...passes.values()].reduce((sum, { compared }) => sum + compared, 0);
}

test.each([
  ['models/freebsd/index.ts', 'killpg-fork'],
  ['models/xnu/index.ts', 'settid-fork'],
  ['models/solaris/index.ts', 'exit-exit'],
])('%s %s', { timeout: 120_000 }, (file, scenario) => {
  expect(compare(openModel({ file: resolve(file) }).compile({ scenario }))).toBeGreaterThan(10);
});

test('records of a pass give way to states', { timeout: 120_000 }, () => {
  const model = openModel({ file: resolve('models/freebsd/index.ts') }).compile({ scenario: 'killpg-fork' });
  // 232 states of 1,284 bytes and what else is kept of them are less than a megabyte, with their records it is more.
  const { coverage } = search(model, settle({ reductions: ['partial-order', 'chains'], maxMemory: 1 }), openJudge);
  expect(coverage.complete).toBe(true);
});

test('generated races', { timeout: 600_000 }, () => {
  let compared = 0;
  forRaces(folder, 20, 10, ({ model, text }) => {
    compared += compare(model, text);
  });
  expect(compared).toBeGreaterThan(1000);
});
