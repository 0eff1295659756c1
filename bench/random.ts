/** How soon random walks meet the bugs that the FreeBSD mutations bring back, for each way of walking. */
import { join } from 'node:path';
import { settle, type CheckOptions } from '../src/check.ts';
import { openModel } from '../src/compile/index.ts';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import type { TransitionSystem } from '../src/core/index.ts';
import { search } from '../src/explore/index.ts';
import { openJudge } from '../src/judge/index.ts';

/** A way of walking. */
interface Way {
  readonly name: string;
  readonly options: CheckOptions;
}

/** How soon one way meets one bug: medians over the seeds, infinite if most gave it up. */
export interface Meeting {
  readonly way: string;
  readonly walks: number;
  readonly steps: number;
}

export interface RandomRow {
  readonly mutation: string;
  readonly scenario: string;
  readonly meetings: readonly Meeting[];
}

export interface RandomPlan {
  /** Seeds 1 to this. */
  readonly seeds: number;
  /** A search is given up after so many steps. */
  readonly mostSteps: number;
}

const ways: readonly Way[] = [
  { name: 'uniform', options: { strategy: 'uniform' } },
  ...[1, 2, 3, 4].map((pctDepth) => ({ name: `pct ${pctDepth}`, options: { strategy: 'pct', pctDepth } as const })),
  { name: 'swarm', options: { strategy: 'swarm' } },
];

/** Those that some way takes more than a few walks to meet. The others are met at once, or take the whole graph to see. */
const mutations = ['FB-1', 'FB-1c', 'FB-2', 'FB-7', 'FB-8', 'FB-13', 'FB-18', 'FB-20', 'DF-2', 'NB-1', 'NB-3', 'OB-3', 'OB-9', 'statchild', 'orphan-keeps-parent'];

/** A row for each mutation; tells each row when it is there. */
export function measureRandom(plan: RandomPlan, tell: (line: string) => void): RandomRow[] {
  const file = join(findPackageRoot(), 'models/freebsd/index.ts');
  const listed = openModel({ file }).mutations;
  return mutations.map((mutation) => {
    const [scenario = ''] = Object.keys(listed.find(({ name }) => name === mutation)?.caughtBy ?? {});
    const system = openModel({ file, mutation }).compile({ scenario });
    const row = { mutation, scenario, meetings: ways.map((way) => meet(system, way, plan)) };
    tell([mutation, ...row.meetings.map(cellOf)].join('  '));
    return row;
  });
}

/**
 * The table of the rows: walks and steps. Below it stands, for each way, how many bugs it met for most seeds, and how many times the
 * steps of the best way it takes for those (a geometric mean).
 */
export function randomTable(rows: readonly RandomRow[]): string[] {
  const head = ['mutation', 'scenario', ...ways.map(({ name }) => name)];
  const cells = rows.map(({ mutation, scenario, meetings }) => [mutation, scenario, ...meetings.map(cellOf)]);
  const met = ways.map((_, at) => rows.filter(({ meetings }) => isMet(meetings[at])));
  const lines = [
    head,
    ...cells,
    ['met', `of ${rows.length}`, ...met.map((some) => String(some.length))],
    ['times the best', '', ...met.map((some, at) => timesTheBest(some, at).toFixed(1))],
  ];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  return lines.map((line) => line.map(pad).join('  '));
}

function timesTheBest(rows: readonly RandomRow[], way: number): number {
  const logs = rows.map(({ meetings }) => Math.log((meetings[way]?.steps ?? NaN) / Math.min(...meetings.map(({ steps }) => steps))));
  return Math.exp(logs.reduce((sum, each) => sum + each, 0) / logs.length);
}

function isMet(meeting: Meeting | undefined): boolean {
  return meeting !== undefined && Number.isFinite(meeting.steps);
}

/** Where fewer than half of the seeds met the bug, there is no median. */
function cellOf(meeting: Meeting): string {
  return isMet(meeting) ? `${meeting.walks} / ${meeting.steps}` : '-';
}

function meet(system: TransitionSystem, { name, options }: Way, { seeds, mostSteps }: RandomPlan): Meeting {
  const tries: Effort[] = [];
  // Once most seeds have given it up, the others need not try.
  const isGivenUp = (): boolean => tries.filter((one) => one === endless).length > seeds / 2;
  for (let seed = 1; seed <= seeds && !isGivenUp(); seed++) tries.push(walkUntilMet(system, { ...options, seed: String(seed) }, mostSteps));
  const { walks, steps } = isGivenUp() ? endless : { walks: median(tries.map((one) => one.walks)), steps: median(tries.map((one) => one.steps)) };
  return { way: name, walks, steps };
}

interface Effort {
  readonly walks: number;
  readonly steps: number;
}

const endless: Effort = { walks: Infinity, steps: Infinity };

/** Anything that is violated is the bug: without the mutation, nothing is. */
function walkUntilMet(system: TransitionSystem, options: CheckOptions, mostSteps: number): Effort {
  const settings = { ...settle({ ...options, search: 'random' }), stopAtFirst: true };
  const walk = (runs: number): Effort & { readonly isMet: boolean } => {
    const { coverage, bound } = search(system, { ...settings, runs }, openJudge);
    return { walks: coverage.sample?.walks ?? 0, steps: coverage.transitions, isMet: bound === 'first-violation' };
  };
  const some = walk(64);
  const met = some.isMet ? some : walk(Math.ceil(mostSteps / (some.steps / some.walks)));
  return met.isMet ? { walks: met.walks, steps: met.steps } : endless;
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? NaN;
}
