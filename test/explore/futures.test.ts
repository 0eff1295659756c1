/** What is found out of a reduced search by asking little is what asking everything finds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel, Coverage, ReductionName } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { Futures } from '../../src/explore/reduced/futures.ts';
import type { Knowledge } from '../../src/explore/reduced/knowledge.ts';
import { openJudge } from '../../src/judge/index.ts';
import { forRaces } from '../support/forRaces.ts';
import { plainFuture } from '../support/plainFutures.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-futures-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** States that a search may keep: the slow way is a hundred times slower. */
const maxStates = 150;

const ways: readonly (readonly ReductionName[])[] = [['partial-order'], ['partial-order', 'chains']];

function coverageOf(system: CompiledModel, reductions: readonly ReductionName[]): Coverage {
  return search(system, settle({ maxStates, reductions }), openJudge).coverage;
}

/** How often something was compared. */
interface Compared {
  futures: number;
}

/** Searches with all asked, and compares; expects the search that asks little to have gone the same way. */
function compare(system: CompiledModel, compared: Compared, hint = ''): void {
  const quick = ways.map((reductions) => coverageOf(system, reductions));
  compareFutures(system.agents, compared, hint);
  expect(ways.map((reductions) => coverageOf(system, reductions)), hint).toEqual(quick);
  vi.restoreAllMocks();
}

/** Lets others move as far as they may before it is asked whether that is enough, and expects them to have come as far as they do plainly. */
function compareFutures(agents: number, compared: Compared, hint: string): void {
  const { run } = Futures.prototype;
  vi.spyOn(Futures.prototype, 'run').mockImplementation(function (this: Futures, isEnough) {
    const everybody = [...Array(agents).keys()];
    const starts = everybody.flatMap((agent) => this.nodesOf(agent));
    run.call(this, () => false);
    const { nodes, changes, started, looksOf, changesOf } = plainFuture((this as unknown as { knowledge: Knowledge }).knowledge, starts);
    expect(new Set(everybody.flatMap((agent) => this.nodesOf(agent))), hint).toEqual(nodes);
    expect(this.changes.members(), hint).toEqual(sorted(changes));
    expect(everybody.filter((agent) => this.started[agent]), hint).toEqual(sorted(started));
    this.reaches.forEach((reach, agent) => {
      expect(reach.looks.members(), hint).toEqual(sorted(looksOf.get(agent)));
      expect(reach.changes.members(), hint).toEqual(sorted(changesOf.get(agent)));
    });
    compared.futures++;
    return isEnough();
  });
}

const sorted = (set: ReadonlySet<number> = new Set()): readonly number[] => [...set].toSorted((a, b) => a - b);

test.each([
  ['test/models/peterson.ts', 'peterson-3'],
  ['test/models/worker.ts', 'worker-3-2'],
  ['models/freebsd/index.ts', 'killpg-fork'],
  ['models/netbsd/index.ts', 'vfork-exec'],
  ['models/solaris/index.ts', 'exit-exit'],
])('%s %s', (file, scenario) => {
  const compared = { futures: 0 };
  compare(openModel({ file: resolve(file) }).compile({ scenario }), compared);
  expect(compared.futures).toBeGreaterThan(20);
});

test('generated races', { timeout: 600_000 }, () => {
  const compared = { futures: 0 };
  forRaces(folder, 8, 10, ({ model, text }) => compare(model, compared, text));
  expect(compared.futures).toBeGreaterThan(1000);
});
