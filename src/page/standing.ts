import type { AgentNow, Moment } from './history.ts';

/** How an agent stands, in one word: `data-standing` of what is drawn of it. */
export type Standing = 'ended' | 'able' | 'suspended' | 'asleep' | 'blocked' | 'no-cpu' | 'resting';

/** What stands for it where there is no room for words. */
export const marks: Readonly<Record<Standing, string>> = {
  ended: '∎',
  able: '▸',
  suspended: '‖',
  asleep: 'z',
  blocked: '×',
  'no-cpu': '○',
  resting: '·',
};

export function standingOf(agent: AgentNow): Standing {
  const { ended, able, lacksCpu, situation, mayRest } = agent;
  if (ended) return 'ended';
  if (able) return 'able';
  if (situation.suspended) return 'suspended';
  if (situation.sleepsOn !== undefined) return 'asleep';
  if (lacksCpu) return 'no-cpu';
  return mayRest && situation.wants.length === 0 ? 'resting' : 'blocked';
}

/** The locks that keep an agent from a step, and who holds them. */
export function awaited(agent: AgentNow, { agents }: Moment): readonly Awaited[] {
  if (standingOf(agent) !== 'blocked') return [];
  return agent.situation.wants.flatMap((lock) => {
    const holders = agents.filter((other) => other.situation.holds.some(({ path }) => path === lock));
    return holders.length === 0 ? [] : [{ lock, holders: holders.map(({ name }) => name) }];
  });
}

export interface Awaited {
  readonly lock: string;
  readonly holders: readonly string[];
}

/** How an agent stands, in a phrase. */
export function standingText(agent: AgentNow, moment: Moment): string {
  const { situation, place } = agent;
  switch (standingOf(agent)) {
    case 'ended':
      return 'has ended, or does not run yet';
    case 'able':
      return situation.sleepsOn === undefined ? `can go on at ${place}` : `can go on at ${place}, on the queue of ${channel(situation.sleepsOn)}`;
    case 'suspended':
      return `suspended at ${place}`;
    case 'asleep':
      return `asleep on ${channel(situation.sleepsOn ?? '')}, in ${place}`;
    case 'no-cpu':
      return `has no CPU, at ${place}`;
    case 'resting':
      return `rests at ${place}`;
    case 'blocked': {
      const locks = awaited(agent, moment).map(({ lock, holders }) => `${lock}, held by ${holders.join(' and ')}`);
      return `waits at ${place}${locks.length === 0 ? '' : ` for ${locks.join(' and ')}`}`;
    }
  }
}

/** What is slept on, without the field that only gives a condition variable its address. */
export function channel(path: string): string {
  return path.replace(/\.cv_address$/, '');
}
