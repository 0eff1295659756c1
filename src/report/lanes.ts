import type { Location } from '../core/index.ts';
import { counted } from './counted.ts';
import type { Paint } from './paint.ts';
import type { ChangeReport, RunReport, StepReport } from './report.ts';

const pageWidth = 120;
const margin = 6;
/** Lanes are no wider than this, and no more of the page goes to what stands left of the last one. */
const widestLane = 22;
const leftOfLastLane = 60;

/** One agent's column. */
interface Lane {
  readonly agent: number;
  readonly name: string;
  readonly offset: number;
}

/** Shows a run: a column for each agent, a row for each step, and below it only the fields that the step changed. */
export function lanes(run: RunReport, paint: Paint): readonly string[] {
  if (run.steps.length === 0) return ['  no step is needed: the initial state shows it'];
  const all = lanesOf(run.steps);
  const rows = run.steps.map((step, index) => row(step, index + 1, all, paint));
  return [header(all, paint), ...withCycle(rows, run.cycle, paint)];
}

/** Shows the steps of a run from one to another, counted from 1. */
export function lanesBetween({ steps }: RunReport, first: number, last: number, paint: Paint): readonly string[] {
  const shown = steps.slice(first - 1, last);
  const all = lanesOf(shown);
  return [header(all, paint), ...shown.flatMap((step, index) => row(step, first + index, all, paint))];
}

/** The steps and context switches of a run in words. */
export function lengthOf({ steps, cycle }: RunReport): string {
  const switches = steps.filter((step, index) => index > 0 && steps[index - 1]?.choice.agent !== step.choice.agent);
  return `${counted(steps.length, 'step')}${forEver(steps.length, cycle)}, ${counted(switches.length, 'context switch', 'context switches')}`;
}

/** What a run of so many steps does for ever, if it never ends. */
export function forEver(steps: number, cycle: number | undefined): string {
  if (cycle === undefined) return '';
  if (cycle === 0 && steps > 0) return ' for ever';
  return cycle === steps ? ', where it stays' : `, of which the last ${steps - cycle} for ever`;
}

/** The rows of all steps, with marks where the cycle of a run begins that never ends, and where it goes back. */
function withCycle(rows: readonly (readonly string[])[], cycle: number | undefined, paint: Paint): readonly string[] {
  if (cycle === undefined) return rows.flat();
  if (cycle === rows.length) return [...rows.flat(), paint.bold('      -- no one has a step: so it stays for ever')];
  const begins = paint.bold('      -- for ever:');
  return [...rows.slice(0, cycle).flat(), begins, ...rows.slice(cycle).flat(), paint.bold(`      -- again from step ${cycle + 1}`)];
}

function lanesOf(steps: readonly StepReport[]): readonly Lane[] {
  const names = new Map<number, string>();
  for (const { choice, agent } of steps) if (!names.has(choice.agent)) names.set(choice.agent, agent);
  const ordered = [...names].toSorted(([a], [b]) => a - b);
  const longest = Math.max(...ordered.map(([, name]) => name.length)) + 2;
  const share = Math.floor(leftOfLastLane / Math.max(1, ordered.length - 1));
  const width = Math.max(3, Math.min(widestLane, share, Math.max(longest, 14)));
  return ordered.map(([agent, name], index) => ({ agent, name: name.slice(0, width - 1), offset: margin + index * width }));
}

function header(all: readonly Lane[], paint: Paint): string {
  const text = all.reduce((line, { name, offset }) => line.padEnd(offset) + name, ' step');
  return paint.bold(text);
}

function row(step: StepReport, number: number, all: readonly Lane[], paint: Paint): readonly string[] {
  const lane = all.find(({ agent }) => agent === step.choice.agent);
  const offset = lane?.offset ?? margin;
  const left = rails(String(number).padStart(5), all, offset);
  const below = rails('', all, offset);
  const place = `${placeName(step)}${step.alternative === undefined ? '' : ` [${step.alternative}]`}`;
  const changes = wrap(changeTexts(step.changes), pageWidth - offset - 2);
  const fault = step.fault && wrap([`${step.fault.kind}: ${step.fault.message}`, `at ${step.fault.at}`], pageWidth - offset - 2);
  return [
    `${left}${place}  ${paint.dim(fileLine(step.from))}`,
    ...changes.map((line) => `${below}  ${line}`),
    ...(fault ?? []).map((line) => `${below}  ${paint.bad(line)}`),
  ];
}

/** The beginning of a row up to `offset`, with a mark in each lane that it passes. */
function rails(start: string, all: readonly Lane[], offset: number): string {
  const passed = all.filter((lane) => lane.offset < offset);
  return passed.reduce((line, lane) => `${line.padEnd(lane.offset)}|`, start).padEnd(offset);
}

/** Where the step stood: the routine with its point, and the routine that called it. */
export function placeName({ stack, from }: StepReport): string {
  const caller = stack.at(-2);
  const here = from.point === '' ? from.routine : `${from.routine}:${from.point}`;
  return caller === undefined ? here : `${caller} > ${here}`;
}

export function fileLine({ file, line }: Location): string {
  return line === 0 ? '' : `${file}:${line}`;
}

/** New values with the old ones, and what came to exist with its value; locals that are gone tell nothing. */
function changeTexts(changes: readonly ChangeReport[]): readonly string[] {
  return changes.flatMap(({ path, before, after }) => {
    if (after === undefined) return [];
    return [before === undefined ? `${path} = ${after}` : `${path}: ${before} -> ${after}`];
  });
}

/** Puts as many parts on a line as fit. */
function wrap(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= width) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines;
}
