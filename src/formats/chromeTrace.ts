import { agentsOf, changeTexts, type ExportedRun, shownBy, stepName, titleOf } from './run.ts';

/** Microseconds that a step is drawn long; nothing is known of how long it takes. */
const stepLength = 1000;

/**
 * The run as Chrome's trace events, which Perfetto and chrome://tracing draw: a thread for each agent, a slice for each step, an arrow
 * from a step to the next one of whom it let go on, and an instant for a fault.
 */
export function chromeTrace(run: ExportedRun): string {
  const { steps } = run.trace;
  const agents = agentsOf(run.trace);
  const tidOf = (agent: string): number => agents.indexOf(agent) + 1;
  const at = (index: number): number => index * stepLength;
  const slices = steps.map((step, index) => {
    const args = { step: index + 1, source: `${step.from.file}:${step.from.line}`, stack: step.stack.join(' > '), changes: changeTexts(step) };
    return { name: stepName(step), cat: 'step', ph: 'X', pid: 1, tid: tidOf(step.agent), ts: at(index), dur: stepLength, args };
  });
  const arrows = steps.flatMap((step, index) =>
    step.lets.flatMap((agent) => {
      const next = steps.findIndex((other, place) => place > index && other.agent === agent);
      if (next === -1) return [];
      const id = `${index + 1}-${agent}`;
      const arrow = { name: 'lets go on', cat: 'wake-up', id, pid: 1 };
      return [
        { ...arrow, ph: 's', tid: tidOf(step.agent), ts: at(index) + stepLength / 2 },
        { ...arrow, ph: 'f', bp: 'e', tid: tidOf(agent), ts: at(next) + stepLength / 2 },
      ];
    }),
  );
  const faults = steps.flatMap(({ agent, fault }, index) =>
    fault === undefined ? [] : [{ name: `${fault.kind}: ${fault.message}`, cat: 'fault', ph: 'i', s: 'g', pid: 1, tid: tidOf(agent), ts: at(index) + stepLength }],
  );
  const names = agents.map((name) => ({ name: 'thread_name', ph: 'M', pid: 1, tid: tidOf(name), args: { name } }));
  const process = { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: titleOf(run) } };
  const events = { traceEvents: [process, ...names, ...slices, ...arrows, ...faults], displayTimeUnit: 'ms', otherData: { shows: shownBy(run) } };
  return JSON.stringify(events, undefined, 1);
}
