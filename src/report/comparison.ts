import { counted, grouped } from './counted.ts';
import { type Paint, paintVerdict } from './paint.ts';
import type { CheckReport, PropertyReport } from './report.ts';

/** One scenario on several kernels, a column each: their sizes, and every verdict with the length of the shortest run that shows it. */
export function comparisonText(scenario: string, reports: readonly CheckReport[], paint: Paint): readonly string[] {
  const rows: readonly (readonly Cell[])[] = [
    [plain(''), ...reports.map(({ kernel }) => plain(kernel))],
    [plain('states'), ...reports.map((one) => plain(statesOf(one)))],
    ...claimsOf(reports).filter((name) => !isGoodAlone(reports, name)).map((name) => [plain(name), ...reports.map((one) => verdictOf(one, name))]),
  ];
  const alone = claimsOf(reports).length - (rows.length - 2);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.text.length)));
  return [
    paint.bold(scenario),
    ...rows.map((row) => `  ${row.map((cell, column) => shown(cell, widths[column]!, paint)).join('  ')}`.trimEnd()),
    ...(alone === 0 ? [] : ['', `${counted(alone, 'more claim')} that one kernel alone makes, all good`]),
  ];
}

/** The same for programs: the same bytes for the same checks. */
export function comparisonJson(scenario: string, reports: readonly CheckReport[]): string {
  const kernels = reports.map(({ kernel, coverage: { states, transitions, depth, complete }, properties }) => ({
    kernel,
    states,
    transitions,
    depth,
    complete,
    properties: properties.map((one) => ({ name: one.name, kind: one.kind, verdict: one.verdict, steps: one.run?.steps.length ?? null })),
  }));
  return JSON.stringify({ format: 'forkcheck-comparison/1', scenario, kernels }, undefined, 2);
}

interface Cell {
  readonly text: string;
  readonly verdict?: PropertyReport['verdict'];
}

function plain(text: string): Cell {
  return { text };
}

function shown({ text, verdict }: Cell, width: number, paint: Paint): string {
  const space = ' '.repeat(width - text.length);
  return verdict === undefined ? text + space : paintVerdict(paint, verdict, text) + space;
}

function statesOf({ coverage: { states, complete } }: CheckReport): string {
  return complete ? grouped(states) : `${grouped(states)}, not complete`;
}

/** What any of them claims, in the order of the first that does; built-in checks where one does not hold. */
function claimsOf(reports: readonly CheckReport[]): readonly string[] {
  const told = reports.flatMap(({ properties }) => properties.filter(({ kind, verdict }) => kind !== 'built-in' || verdict === 'violated'));
  const names = [...new Set(told.map(({ name }) => name))];
  const isBuiltIn = (name: string): boolean => told.some((one) => one.name === name && one.kind === 'built-in');
  return [...names.filter((name) => !isBuiltIn(name)), ...names.filter(isBuiltIn)];
}

/** Whether only one of several kernels makes the claim, and nothing is wrong with it. */
function isGoodAlone(reports: readonly CheckReport[], name: string): boolean {
  const made = reports.flatMap(({ properties }) => properties.filter((one) => one.name === name));
  return reports.length > 1 && made.length === 1 && (made[0]!.verdict === 'holds' || made[0]!.verdict === 'witnessed');
}

function verdictOf({ properties }: CheckReport, name: string): Cell {
  const found = properties.find((one) => one.name === name);
  if (found === undefined) return plain('-');
  const { verdict, run } = found;
  return { verdict, text: run === null ? verdict : `${verdict}, ${counted(run.steps.length, 'step')}` };
}
