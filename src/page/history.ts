import { type Choice, choicesNow, type Field, type Schedule, type Situation, type TransitionSystem } from '../core/index.ts';
import { canTake, placeOf, traceStep, type TraceStep } from '../trace/trace.ts';
import { brokenNow, saysSo } from './broken.ts';
import { routeOf } from './route.ts';

/** A state of a run, as the page tells it. */
export interface Moment {
  readonly packed: Int32Array;
  readonly agents: readonly AgentNow[];
  readonly choices: readonly Offer[];
  /** Names of the claims about every state that are not so here. */
  readonly broken: readonly string[];
}

/** How an agent stands in a state. */
export interface AgentNow {
  readonly name: string;
  readonly ended: boolean;
  /** Whether it has a step. */
  readonly able: boolean;
  /** Whether it may stay as it is for ever. */
  readonly mayRest: boolean;
  /** Whether all that it lacks is a CPU. */
  readonly lacksCpu: boolean;
  readonly place: string;
  readonly situation: Situation;
}

/** A step that can be taken in a state. */
export interface Offer {
  readonly choice: Choice;
  readonly agent: string;
  readonly place: string;
  /** Name of the alternative, where there are several. */
  readonly alternative: string;
}

/** A step with the lines of the model in which its agent stood, outermost routine first. */
export interface Step extends TraceStep {
  readonly places: readonly { readonly routine: string; readonly file: string; readonly line: number }[];
}

/** An executed schedule: one more moment than steps. */
export interface History {
  readonly moments: readonly Moment[];
  readonly steps: readonly Step[];
}

const nothing: Situation = { holds: [], wants: [], suspended: false };

/** Executes a schedule as far as the system goes along; what it has in common with one that was executed `before` is taken from there. */
export function execute(system: TransitionSystem, schedule: Schedule, before?: History): History {
  const common = before === undefined ? 0 : commonSteps(before, schedule);
  const steps = before?.steps.slice(0, common) ?? [];
  const moments = before?.moments.slice(0, common + 1) ?? [firstMoment(system)];
  let fields = fieldsIn(system, moments.at(-1)!);
  for (const choice of schedule.slice(common)) {
    const last = moments.at(-1)!;
    if (last.choices.length === 0 || !canTake(system, choice)) break;
    const places = system.describe.places?.(choice.agent) ?? [];
    const { taken, fields: now } = traceStep(system, choice, fields);
    fields = now;
    steps.push({ ...taken, places });
    moments.push(momentOf(system, taken.fault !== undefined));
  }
  return { moments, steps };
}

/** All fields of a state, which becomes the current one. Kept for every step, they would fill the memory. */
export function fieldsIn(system: TransitionSystem, { packed }: Moment): readonly Field[] {
  system.load(packed, 0);
  return system.describe.fields();
}

function commonSteps({ steps }: History, schedule: Schedule): number {
  const differs = steps.findIndex(({ choice }, at) => choice.agent !== schedule[at]?.agent || choice.alternative !== schedule[at]?.alternative);
  return differs < 0 ? steps.length : differs;
}

function firstMoment(system: TransitionSystem): Moment {
  system.reset();
  return momentOf(system, false);
}

/** The current state; after a fault, nothing goes on. */
function momentOf(system: TransitionSystem, isOver: boolean): Moment {
  const choices = choicesNow(system);
  const able = new Set(choices.map(({ agent }) => agent));
  const agents = Array.from({ length: system.agents }, (_, agent): AgentNow => ({
    name: system.describe.agentName(agent),
    ended: system.ended(agent),
    able: able.has(agent),
    mayRest: saysSo(() => system.mayRest(agent)),
    lacksCpu: !able.has(agent) && system.ready?.(agent) === true,
    place: shortPlace(system, agent),
    situation: system.describe.situation?.(agent) ?? nothing,
  }));
  // A state at a fault is half of a step: it tells how everybody stands, and nothing of what is so between steps.
  const offers = isOver ? [] : choices.map((choice) => offerOf(system, choice));
  return { packed: system.packed.slice(), agents, choices: offers, broken: isOver ? [] : brokenNow(system) };
}

function offerOf(system: TransitionSystem, choice: Choice): Offer {
  const { agent, alternative } = choice;
  return {
    choice,
    agent: system.describe.agentName(agent),
    place: shortPlace(system, agent),
    alternative: system.alternatives(agent) > 1 ? system.describe.alternativeName(agent, alternative) : '',
  };
}

function shortPlace(system: TransitionSystem, agent: number): string {
  const from = placeOf(system, agent);
  return system.ended(agent) ? '' : routeOf(system.describe.places?.(agent) ?? [from], from);
}
