import { choicesNow } from '../core/index.ts';
import type { OrderDecision, Run } from './decision.ts';
import { take } from './steps.ts';

/** The steps among which the decisive one does harm, and how many of their orders fail. */
export interface Window {
  /** Steps of each agent in it, by the agent's number. */
  readonly steps: ReadonlyMap<number, number>;
  /** Orders in which these agents can take so many steps each, from the state before the first. */
  readonly schedules: bigint;
  /** Those that show what is looked for, or after which every run does. */
  readonly failing: bigint;
}

/** Schedules, and those of them that fail. */
type Counts = readonly [schedules: bigint, failing: bigint];

/** Counts the orders of the failing window's steps; `undefined` if a bound was met first. */
export function countWindow(run: Run, decision: OrderDecision): Window | undefined {
  const { schedule, states, outcomes } = run;
  const begin = decision.opens ?? decision.step;
  const last = decision.then ?? decision.first;
  const window = [...schedule.slice(begin - 1, decision.step), ...decision.passing.slice(decision.step - 1, last === decision.then ? last - 1 : last)];
  const steps = new Map<number, number>();
  for (const { agent } of window) steps.set(agent, (steps.get(agent) ?? 0) + 1);
  const counts = new Counter(run).from(states[begin - 1] ?? 0, steps);
  return outcomes.bounded ? undefined : { steps, schedules: counts[0], failing: counts[1] };
}

/** Counts schedules by where they are and who has steps left: a few of these have many schedules. */
class Counter {
  readonly #known = new Map<string, Counts>();

  constructor(private readonly run: Run) {}

  from(state: number, left: ReadonlyMap<number, number>): Counts {
    const key = `${state}:${[...left].map(([agent, count]) => `${agent}*${count}`).join(',')}`;
    const known = this.#known.get(key) ?? this.#count(state, left);
    this.#known.set(key, known);
    return known;
  }

  #count(state: number, left: ReadonlyMap<number, number>): Counts {
    const { outcomes, question } = this.run;
    const { table } = outcomes;
    if (outcomes.bounded) return [0n, 0n];
    table.load(state);
    const choices = choicesNow(table.system).filter(({ agent }) => (left.get(agent) ?? 0) > 0);
    if (choices.length === 0) return [1n, outcomes.isLost(state) === true ? 1n : 0n];
    const all: [bigint, bigint] = [0n, 0n];
    for (const choice of choices) {
      table.load(state);
      const to = take(table, question.shows, state, choice);
      const less = new Map(left).set(choice.agent, (left.get(choice.agent) ?? 0) - 1);
      const [schedules, failing] = typeof to === 'number' ? this.from(to, less) : ([1n, to === 'shown' ? 1n : 0n] as const);
      all[0] += schedules;
      all[1] += failing;
    }
    return all;
  }
}
