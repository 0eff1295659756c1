import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import type { SearchCost } from './searchOnce.ts';

/** States per second of one search on two threads, of two searches at once on one thread each, together, and of one by itself. */
export interface WorkersCost {
  readonly name: string;
  readonly two: number;
  readonly pair: number;
  readonly one: number;
}

const root = findPackageRoot();

/** Large enough for two workers to pay. */
const large = [
  { file: 'bench/pidlife.ts', scenario: 'pidlife-6', maxStates: Infinity },
  { file: 'models/freebsd/index.ts', scenario: 'killpg-two-forkers-threads', maxStates: 2_000_000 },
] as const;

/** The parts of a quick run. */
const small = [{ file: 'bench/pidlife.ts', scenario: 'pidlife-5', maxStates: Infinity }] as const;

/** Measures each in turns, so that whatever else the machine does falls on all. */
export function measureWorkers(quick: boolean, runs: number, note: (line: string) => void): readonly (readonly WorkersCost[])[] {
  return (quick ? small : large).map(({ file, scenario, maxStates }) => {
    const name = maxStates === Infinity ? scenario : `${scenario} up to ${maxStates.toLocaleString('en-US')}`;
    const run = (script: string, workers: number): string => runScript(script, [join(root, file), scenario, String(maxStates), String(workers)]);
    return Array.from({ length: runs }, () => {
      const two = rate([JSON.parse(run('searchOnce.js', 2)) as SearchCost]);
      const pair = rate(JSON.parse(run('pairOnce.js', 1)) as SearchCost[]);
      const one = rate([JSON.parse(run('searchOnce.js', 1)) as SearchCost]);
      note(`${name}: two workers ${(two / one).toFixed(2)} times one, two searches at once ${(pair / one).toFixed(2)} times one`);
      return { name, two, pair, one };
    });
  });
}

/** Of all searches, which ran at once. */
function rate(costs: readonly SearchCost[]): number {
  return costs.reduce((sum, { states, seconds }) => sum + states / seconds, 0);
}

function runScript(script: string, parameters: readonly string[]): string {
  const path = join(dirname(fileURLToPath(import.meta.url)), script);
  return execFileSync(process.execPath, ['--max-old-space-size=8000', path, ...parameters], { encoding: 'utf8' });
}
