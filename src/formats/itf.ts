import type { Change } from '../trace/index.ts';
import { type ExportedRun, shownBy, stepName, titleOf } from './run.ts';

type ItfValue = boolean | number | string | { readonly '#set': readonly ItfValue[] };

/** Of a field that does not exist in a state, as each state must have all variables. */
const absent = 'absent';

/**
 * The run in the Informal Trace Format, which Apalache and Quint read (ADR-015 of Apalache): a variable for each field, a state
 * before the first step and after each one. `loop` tells where a run that never ends goes back to.
 */
export function itf(run: ExportedRun): string {
  const { initial, steps, cycle } = run.trace;
  const names = [...new Set([...initial.map(({ path }) => path), ...steps.flatMap(({ changes }) => changes.map(({ path }) => path))])];
  const values = new Map<string, string>(initial.map(({ path, value }) => [path, value]));
  const state = (index: number, told: object): object => ({
    '#meta': { index, ...told },
    ...Object.fromEntries(names.map((name) => [name, valueOf(values.get(name))])),
  });
  const states = [state(0, {})];
  for (const [index, step] of steps.entries()) {
    for (const change of step.changes) apply(values, change);
    const { file, line } = step.from;
    states.push(state(index + 1, { agent: step.agent, step: stepName(step), source: `${file}:${line}`, ...(step.fault && { fault: step.fault.message }) }));
  }
  const meta = { format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html', source: titleOf(run), status: 'violation', description: shownBy(run) };
  return JSON.stringify({ '#meta': meta, vars: names, states, ...(cycle !== undefined && { loop: cycle }) }, undefined, 1);
}

function apply(values: Map<string, string>, { path, after }: Change): void {
  if (after === undefined) values.delete(path);
  else values.set(path, after);
}

function valueOf(text: string | undefined): ItfValue {
  if (text === undefined) return absent;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+$/.test(text)) return Number(text);
  const members = /^\{(.*)\}$/.exec(text)?.[1];
  if (members === undefined) return text;
  return { '#set': members === '' ? [] : members.split(/, ?/).map(valueOf) };
}
