import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type VisitedKind, visitedKinds } from '../src/core/index.ts';
import type { VisitedCost } from './visitedOnce.ts';

/** Searches pidlife with each kind of visited set, in turns, so many times: all costs of the exact one first. */
export function visitedCosts(scenario: string, runs: number): readonly (readonly VisitedCost[])[] {
  const all = Array.from({ length: runs }, () => visitedKinds.map((visited) => once(visited, scenario)));
  return visitedKinds.map((_, kind) => all.map((costs) => costs[kind]!));
}

function once(visited: VisitedKind, scenario: string): VisitedCost {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'visitedOnce.js');
  return JSON.parse(execFileSync(process.execPath, [file, visited, scenario], { encoding: 'utf8' })) as VisitedCost;
}
