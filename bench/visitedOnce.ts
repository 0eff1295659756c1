/** Searches pidlife with one kind of visited set and prints what that took as one line of JSON, in a process of its own. */
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { openModel } from '../src/compile/index.ts';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import { type Progress, type SearchResult, type VisitedKind, visitedKinds } from '../src/core/index.ts';
import { search } from '../src/explore/index.ts';
import { openJudge } from '../src/judge/index.ts';
import { settle } from '../src/settings.ts';

export interface VisitedCost {
  readonly visited: VisitedKind;
  readonly states: number;
  readonly seconds: number;
  /** The most that the search held in memory. */
  readonly bytes: number;
  readonly expectedOmitted: number;
}

/** A table for some sixty bits a state of pidlife-5. */
const megabytes = 2;

function searchWith(visited: VisitedKind, scenario: string, progress?: (so: Progress) => void): SearchResult {
  const system = openModel({ file: join(findPackageRoot(), 'bench/pidlife.ts') }).compile({ scenario });
  const table = visited === 'bitstate' ? { bitstateMegabytes: megabytes } : {};
  // Stuck threads are found by the exact set only: what that takes would not be the set's.
  const settings = { ...settle({ visited, ...table }), keepSteps: false };
  return search(system, progress ? { ...settings, progress } : settings, openJudge);
}

function timed(visited: VisitedKind, scenario: string): Omit<VisitedCost, 'bytes'> {
  const before = performance.now();
  const { states, omission } = searchWith(visited, scenario).coverage;
  return { visited, states, seconds: (performance.now() - before) / 1000, expectedOmitted: omission?.expectedOmitted ?? 0 };
}

/** The most bytes held, by a second search on a clock that gains a second at each look, so that all looks are reported. */
function weighed(visited: VisitedKind, scenario: string): number {
  let bytes = 0;
  let now = 0;
  globalThis.performance.now = () => (now += 1000);
  searchWith(visited, scenario, (so) => (bytes = Math.max(bytes, so.bytes ?? 0)));
  return bytes;
}

const [wanted, scenario] = process.argv.slice(2);
const visited = visitedKinds.find((kind) => kind === wanted);
if (visited !== undefined && scenario !== undefined) {
  const cost = timed(visited, scenario);
  process.stdout.write(`${JSON.stringify({ ...cost, bytes: weighed(visited, scenario) })}\n`);
}
