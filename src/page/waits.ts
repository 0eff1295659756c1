import type { Moment } from './history.ts';
import { awaited, channel, standingOf } from './standing.ts';

/** Who keeps whom from going on: agents and what they wait for, and from there who would have to act. */
export interface WaitEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'waits-for' | 'held-by' | 'sleeps-on' | 'belongs-to';
}

/** The wait-for graph of a state. */
export function waitGraph(moment: Moment): readonly WaitEdge[] {
  const edges = moment.agents.flatMap((agent): readonly WaitEdge[] => {
    const standing = standingOf(agent);
    if (standing === 'blocked') {
      return awaited(agent, moment).flatMap(({ lock, holders }) => [
        { from: agent.name, to: lock, kind: 'waits-for' as const },
        ...holders.map((holder) => ({ from: lock, to: holder, kind: 'held-by' as const })),
      ]);
    }
    const { sleepsOn } = agent.situation;
    if (standing !== 'asleep' || sleepsOn === undefined) return [];
    const path = channel(sleepsOn);
    const owners = moment.agents.filter((other) => other !== agent && !other.ended && isPartOf(path, other.situation.process));
    return [
      { from: agent.name, to: path, kind: 'sleeps-on' },
      ...owners.map(({ name }) => ({ from: path, to: name, kind: 'belongs-to' as const })),
    ];
  });
  const seen = new Set<string>();
  return edges.filter(({ from, to }) => !seen.has(`${from} ${to}`) && seen.add(`${from} ${to}`));
}

function isPartOf(path: string, process: string | undefined): boolean {
  return process !== undefined && path.startsWith(`${process}.`);
}

/** A circle of agents and what they wait for, if there is one: nobody in it goes on by itself. */
export function cycleIn(edges: readonly WaitEdge[]): readonly string[] | undefined {
  const certain = edges.filter(({ kind }) => kind === 'waits-for' || kind === 'held-by');
  const search = (path: readonly string[]): readonly string[] | undefined => {
    for (const { from, to } of certain) {
      if (from !== path.at(-1)) continue;
      if (to === path[0]) return [...path, to];
      const found = path.includes(to) ? undefined : search([...path, to]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const { from } of certain) {
    const found = search([from]);
    if (found !== undefined) return found;
  }
  return undefined;
}
