import type { Choice, Schedule } from '../core/index.ts';
import { type Fates, isEnabled, type Question, type Step, stepsOf, take } from './steps.ts';

/** What decides that a run shows what it shows. Steps are counted from 1. */
export type Decision =
  | OrderDecision
  /** With another alternative at the decisive step, its agent leaves the way to the passing run open. */
  | (Passing & { readonly kind: 'choice' })
  /** Every run of the scenario fails sooner or later. */
  | { readonly kind: 'always' }
  /** After every step some run still passes: this one fails as it never takes the way out. */
  | { readonly kind: 'never' }
  /** A bound was met first. */
  | { readonly kind: 'unknown' };

interface Passing {
  /** The decisive step: before it some run passes, after it none does. */
  readonly step: number;
  /** The nearest passing schedule: the same steps before the decisive one. */
  readonly passing: Schedule;
  /** No run passes in earnest: this one ends in another fault, or a deadlock. */
  readonly endsBadly: boolean;
}

export interface OrderDecision extends Passing {
  readonly kind: 'order';
  /** Which step of the passing schedule has to come before the decisive one. */
  readonly first: number;
  /** Which step of the passing schedule the decisive one is there; absent if it does not come at all. */
  readonly then?: number;
  /** The step of the failing run before which the decisive one would have done no harm yet; absent if there is none. */
  readonly opens?: number;
}

/** A run, and what is found out about the states that it comes through. */
export interface Run {
  readonly outcomes: Fates;
  readonly question: Question;
  readonly schedule: Schedule;
  /** The numbers of its states, from the initial one to the one before its last step. */
  readonly states: readonly number[];
  /** A run passes, too, that ends in another fault, or a deadlock. */
  readonly endsBadly: boolean;
}

/** Takes a run that fails, and numbers its states. */
export function openRun(question: Question, outcomes: Fates, schedule: Schedule, endsBadly = false): Run {
  const { system } = question;
  const { table } = outcomes;
  system.reset();
  let word = 0;
  const states = schedule.map(({ agent, alternative }) => {
    const state = table.add(word);
    word = table.follow(word);
    system.step(agent, alternative);
    return state;
  });
  return { outcomes, question, schedule, states, endsBadly };
}

/** Finds the decisive step of a run that has failed with its last step, and what has to come before it for a run to pass. */
export function decide(run: Run): Decision {
  const { outcomes, states, schedule } = run;
  // What is lost, stays so.
  let [open, lost] = [0, states.length + 1];
  while (open < lost - 1) {
    const step = (open + lost) >> 1;
    const isLost = outcomes.isLost(states[step - 1] ?? 0);
    if (isLost === undefined) return { kind: 'unknown' };
    if (isLost) lost = step;
    else open = step;
  }
  const decisive = schedule[open - 1];
  return decisive === undefined ? { kind: 'always' } : atStep(run, open, states[open - 1] ?? 0, decisive);
}

function atStep(run: Run, step: number, before: number, decisive: Choice): Decision {
  const { endsBadly } = run;
  const prefix = run.schedule.slice(0, step - 1);
  const other = otherAlternative(run, before, decisive);
  if (other !== undefined) return { kind: 'choice', step, passing: [...prefix, ...other], endsBadly };
  const delay = leastDelay(run, before, decisive);
  if (delay === undefined || run.outcomes.bounded) return { kind: 'unknown' };
  const { steps, then, first } = delay;
  const opens = opening(run, step, decisive);
  return {
    kind: 'order',
    step,
    passing: [...prefix, ...steps, ...then],
    endsBadly,
    first: step + first,
    ...(delay.comes && { then: step + steps.length }),
    ...(opens !== undefined && { opens }),
  };
}

/** A way on with another alternative of the agent that takes the decisive step. */
function otherAlternative(run: Run, before: number, { agent, alternative }: Choice): Schedule | undefined {
  const others = stepsOf(run.outcomes.table, run.question.shows, before).filter((step) => step.agent === agent && step.alternative !== alternative);
  const other = others.find(({ to }) => passes(run, to));
  return other && [{ agent, alternative: other.alternative }, ...wayOn(run, other.to)];
}

/** Whether some run passes that has come there. */
function passes({ outcomes, endsBadly }: Run, to: Step['to']): boolean {
  return typeof to === 'number' ? outcomes.isLost(to) === false : to === 'fault' && endsBadly;
}

/** How a run goes on that passes. */
function wayOn({ outcomes }: Run, to: Step['to']): Schedule {
  return typeof to === 'number' ? outcomes.wayOn(to) : [];
}

/** Steps of others before the decisive one, and how it goes on. */
interface Delay {
  readonly steps: Schedule;
  /** From the decisive step on, or without it. */
  readonly then: Schedule;
  /** Whether the decisive step comes after them. */
  readonly comes: boolean;
  /** Which of the steps (from 0) has to come before the decisive one: after those before it, the decisive step loses. */
  readonly first: number;
}

/** A state that others lead to while one agent does not move. */
interface Waiting {
  readonly state: Step['to'];
  /** Where the decisive step leads to from here: 'disabled' if it cannot be taken. */
  readonly leads: Step['to'] | 'disabled';
  readonly by?: { readonly from: Waiting; readonly step: Choice };
}

/** The fewest steps of others after which the decisive step leads to no lost state any more; or else after which it is not needed. */
function leastDelay(run: Run, before: number, decisive: Choice): Delay | undefined {
  const { outcomes, question } = run;
  const start: Waiting = { state: before, leads: leadsTo(run, before, decisive) };
  const seen = new Set<Step['to']>([before]);
  const open = [start];
  let without: Delay | undefined;
  for (const one of open) {
    if (outcomes.bounded) return undefined;
    if (one.leads !== 'disabled' && passes(run, one.leads)) return delayTo(one, [decisive, ...wayOn(run, one.leads)], true);
    without ??= delayWithout(run, one, decisive);
    if (typeof one.state !== 'number') continue;
    for (const { agent, alternative, to } of stepsOf(outcomes.table, question.shows, one.state)) {
      if (agent === decisive.agent || to === 'shown' || seen.has(to)) continue;
      seen.add(to);
      open.push({ state: to, leads: leadsTo(run, to, decisive), by: { from: one, step: { agent, alternative } } });
    }
  }
  return without;
}

/** How a run passes that never takes the decisive step: it cannot be taken any more, or its agent takes another alternative. */
function delayWithout(run: Run, one: Waiting, decisive: Choice): Delay | undefined {
  if (one.leads === 'disabled') return passes(run, one.state) ? delayTo(one, wayOn(run, one.state), false) : undefined;
  const other = typeof one.state === 'number' ? otherAlternative(run, one.state, decisive) : undefined;
  return other && delayTo(one, other, false);
}

function leadsTo({ outcomes: { table }, question: { shows } }: Run, state: Step['to'], decisive: Choice): Waiting['leads'] {
  if (typeof state !== 'number') return 'disabled';
  table.load(state);
  return isEnabled(table.system, decisive) ? take(table, shows, state, decisive) : 'disabled';
}

function delayTo(end: Waiting, then: Schedule, comes: boolean): Delay {
  const way: Waiting[] = [];
  for (let one: Waiting | undefined = end; one !== undefined; one = one.by?.from) way.unshift(one);
  // Where the decisive step cannot be taken for a while, what begins that while has to come before it.
  const first = way.slice(0, -1).findLastIndex(({ leads }) => leads !== 'disabled');
  return { steps: way.flatMap(({ by }) => by?.step ?? []), then, comes, first };
}

/** The step of others, since the agent's last one, before which the decisive step leads to no lost state. */
function opening(run: Run, step: number, decisive: Choice): number | undefined {
  for (let at = step - 1; at >= 1 && run.schedule[at - 1]?.agent !== decisive.agent; at--) {
    const to = leadsTo(run, run.states[at - 1] ?? 0, decisive);
    if (to !== 'disabled' && passes(run, to)) return at;
  }
  return undefined;
}
