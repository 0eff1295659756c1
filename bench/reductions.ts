import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { ourRooms } from '../src/check.ts';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import { type ReductionName, type SearchResult, type SearchSettings, type TransitionSystem, UsageError } from '../src/core/index.ts';
import { settle } from '../src/settings.ts';
import { zoos } from './kernels.ts';

/** What a search with some reductions took; of the plain search, `reductions` is empty. */
export interface ReducedCost {
  readonly reductions: readonly ReductionName[];
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly complete: boolean;
}

/** A scenario with the costs of the plain search and of each way to reduce it. */
export interface ReducedScenario {
  readonly name: string;
  readonly costs: readonly ReducedCost[];
}

const ways: readonly (readonly ReductionName[])[] = [['unread'], ['sleep-sets'], ['partial-order'], ['symmetry'], ['partial-order', 'symmetry'], ['partial-order', 'chains'], ['partial-order', 'symmetry', 'chains']];

/** What each search gives up after. */
export type Bounds = Readonly<Pick<SearchSettings, 'maxStates' | 'maxSeconds'>>;

/** Models with the scenarios to be measured: all, where none is named. */
const models: readonly { readonly file: string; readonly kernel?: string; readonly scenarios?: readonly string[] }[] = [
  { file: 'test/models/worker.ts' },
  { file: 'test/models/twoPhaseAlike.ts' },
  { file: 'test/models/notes.ts' },
  { file: 'bench/pidlife.ts', scenarios: ['pidlife-4', 'pidlife-5'] },
  ...Object.keys(zoos).map((kernel) => ({ kernel, file: `models/${kernel}/index.ts` })),
];

/**
 * Searches each scenario plainly and with each reduction, up to some states and seconds, or only those with a name that contains `only`. Claims about
 * runs are left out: no reduction judges them. Throws a `UsageError` if there is none, and an `Error` if a reduced search gives another verdict than the plain one.
 */
export function measureReductions(bounds: Bounds, only: string, note: (line: string) => void): readonly ReducedScenario[] {
  const measured = models.flatMap(({ file, kernel, scenarios }) => {
    const model = ourRooms.openModel({ file: join(findPackageRoot(), file) });
    const named = model.scenarios.map(({ name: scenario }) => ({ scenario, name: kernel === undefined ? scenario : `${kernel} ${scenario}` }));
    const wanted = named.filter(({ scenario, name }) => (scenarios?.includes(scenario) ?? true) && name.includes(only));
    return wanted.map(({ scenario, name }) => {
      return { name, costs: costsOf(name, withoutRuns(model.compile({ scenario })), bounds, note) };
    });
  });
  if (measured.length === 0) throw new UsageError(`no scenario has ${JSON.stringify(only)} in its name`);
  return measured;
}

function withoutRuns({ tracked, unread, ...system }: TransitionSystem): TransitionSystem {
  return {
    ...system,
    liveness: [],
    ...(tracked && { tracked: () => ({ ...tracked(), liveness: [] }) }),
    ...(unread && { unread: () => withoutRunsIfAny(unread()) }),
  };
}

const withoutRunsIfAny = (system: TransitionSystem | undefined): TransitionSystem | undefined => system && withoutRuns(system);

function costsOf(name: string, system: TransitionSystem, bounds: Bounds, note: (line: string) => void): readonly ReducedCost[] {
  const plain = cost(name, system, [], bounds, note);
  const reduced = ways.map((reductions) => cost(name, system, reductions, bounds, note));
  for (const { cost: one, verdicts } of reduced) {
    const bothComplete = plain.cost.complete && one.complete;
    if (bothComplete && verdicts !== plain.verdicts) throw new Error(`${name}: ${one.reductions.join()} says ${verdicts}, the plain search ${plain.verdicts}`);
  }
  return [plain, ...reduced].map((one) => one.cost);
}

function cost(name: string, system: TransitionSystem, reductions: readonly ReductionName[], bounds: Bounds, note: (line: string) => void): { readonly cost: ReducedCost; readonly verdicts: string } {
  const before = performance.now();
  const settings = { ...settle(bounds), ...(reductions.length > 0 && { reductions }) };
  const { coverage, judgements } = ourRooms.search(system, settings, ourRooms.openJudge);
  const { states, transitions, complete } = coverage;
  const seconds = (performance.now() - before) / 1000;
  note(`${name} ${reductions.join() || 'plain'}: ${states} states in ${seconds.toFixed(2)} s`);
  return { cost: { reductions, states, transitions, seconds, complete }, verdicts: verdictsOf(judgements) };
}

function verdictsOf(judgements: SearchResult['judgements']): string {
  return judgements.map(({ name, verdict }) => `${name} ${verdict.kind}`).join(', ');
}

/** One line a scenario: the plain search's states, and by what factor each reduction has fewer (sleep sets: steps); last, their geometric means. */
export function reductionsTable(scenarios: readonly ReducedScenario[]): string[] {
  const lines = [
    ['scenario', 'states', ...ways.map((way) => way.join('+'))],
    ...scenarios.map(({ name, costs: [plain, ...reduced] }) => [name, `${plain?.complete ? '' : '>= '}${plain?.states.toLocaleString('en-US')}`, ...reduced.map((one) => shown(plain!, one))]),
    ['geometric mean where complete', '', ...ways.map((_, way) => mean(scenarios.map(({ costs: [plain, ...reduced] }) => [plain!, reduced[way]!])))],
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  '));
}

function shown(plain: ReducedCost, reduced: ReducedCost): string {
  if (!reduced.complete) return '-';
  return `${plain.complete ? '' : '>= '}${factor(plain, reduced).toFixed(2)}`;
}

function factor(plain: ReducedCost, reduced: ReducedCost): number {
  return reduced.reductions[0] === 'sleep-sets' ? plain.transitions / reduced.transitions : plain.states / reduced.states;
}

function mean(pairs: readonly (readonly [ReducedCost, ReducedCost])[]): string {
  const logs = pairs.filter((pair) => pair.every(({ complete }) => complete)).map((pair) => Math.log(factor(...pair)));
  return logs.length === 0 ? '-' : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length).toFixed(2);
}
