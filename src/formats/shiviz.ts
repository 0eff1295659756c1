import { agentsOf, changeTexts, type ExportedRun, stepName } from './run.ts';

/** How ShiViz is to read the two lines of an event, as its first line says. */
const expression = String.raw`(?<host>\S+) (?<clock>\{.*\})\n(?<event>.*)`;

type Clock = Map<string, number>;

/**
 * The run as a log for ShiViz: a host for each agent, and vector clocks by which a step comes after the last step that changed
 * something it changes as well, and after the one that let its agent go on.
 */
export function shiviz({ trace }: ExportedRun): string {
  const hosts = new Map(agentsOf(trace).map((agent) => [agent, agent.replaceAll(/\s+/g, '_')]));
  const clocks = new Map<string, Clock>();
  const changed = new Map<string, Clock>();
  const letGo = new Map<string, Clock>();
  const entries = trace.steps.map((step) => {
    const { agent, changes, lets } = step;
    const host = hosts.get(agent)!;
    const known = [clocks.get(agent), letGo.get(agent), ...changes.map(({ path }) => changed.get(path))];
    const clock = latest(known.flatMap((one) => (one === undefined ? [] : [one])));
    clock.set(host, (clock.get(host) ?? 0) + 1);
    clocks.set(agent, clock);
    letGo.delete(agent);
    for (const { path } of changes) changed.set(path, clock);
    for (const other of lets) letGo.set(other, clock);
    return `${host} ${JSON.stringify(Object.fromEntries(clock))}\n${[stepName(step), ...changeTexts(step)].join('; ')}`;
  });
  return [expression, '', ...entries].join('\n');
}

function latest(clocks: readonly Clock[]): Clock {
  const all: Clock = new Map();
  for (const clock of clocks) for (const [host, time] of clock) all.set(host, Math.max(time, all.get(host) ?? 0));
  return all;
}
