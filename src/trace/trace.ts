import type { Choice, Fault, Field, Location, Schedule, TransitionSystem } from '../core/index.ts';

/** A field whose value a step changed; `undefined` where the field did not exist before, or does not any more. */
export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One atomic step of a run, in names and values. */
export interface TraceStep {
  readonly choice: Choice;
  readonly agent: string;
  /** The call stack before the step, outermost routine first. */
  readonly stack: readonly string[];
  readonly from: Location;
  readonly to: Location;
  /** Name of the alternative taken; `undefined` where there was only one. */
  readonly alternative: string | undefined;
  readonly changes: readonly Change[];
  /** Names of the other agents that had no step before this one and have one after it: whom it woke, or let have a lock. */
  readonly lets: readonly string[];
  readonly fault?: Fault;
}

/** A run that was executed: what people read of a schedule. */
export interface Trace {
  readonly initial: readonly Field[];
  readonly steps: readonly TraceStep[];
  /** Of a run that never ends: after how many steps its cycle begins; after all of them if it stays where it is. */
  readonly cycle?: number;
}

/** Re-executes a schedule from the initial state. A choice that is not enabled is a defect of whoever made the schedule. */
export function replay(system: TransitionSystem, schedule: Schedule): Trace {
  system.reset();
  const initial = system.describe.fields();
  const steps: TraceStep[] = [];
  let fields = initial;
  for (const [index, choice] of schedule.entries()) {
    if (!canTake(system, choice)) {
      throw new Error(`forkcheck bug: step ${index + 1} of a schedule is not enabled (agent ${choice.agent})`);
    }
    const step = traceStep(system, choice, fields);
    steps.push(step.taken);
    fields = step.fields;
  }
  return { initial, steps };
}

/** Whether the choice names an agent and an alternative that can be taken now. */
export function canTake(system: TransitionSystem, { agent, alternative }: Choice): boolean {
  return agent < system.agents && alternative < system.alternatives(agent) && system.enabled(agent, alternative);
}

/** Executes one step and tells what it did; `fields` are the values before it. */
export function traceStep(
  system: TransitionSystem,
  choice: Choice,
  fields: readonly Field[],
): { readonly taken: TraceStep; readonly fields: readonly Field[] } {
  const { agent, alternative } = choice;
  const { describe } = system;
  const before = {
    choice,
    agent: describe.agentName(agent),
    stack: describe.stack(agent),
    from: placeOf(system, agent),
    alternative: system.alternatives(agent) > 1 ? describe.alternativeName(agent, alternative) : undefined,
  };
  const idle = agentsWithoutStep(system);
  const fault = system.step(agent, alternative);
  const now = describe.fields();
  const lets = idle.filter((other) => other !== agent && hasStep(system, other)).map((other) => describe.agentName(other));
  const after = { to: placeOf(system, agent), changes: changesBetween(fields, now), lets, ...(fault && { fault }) };
  return { taken: { ...before, ...after }, fields: now };
}

function agentsWithoutStep(system: TransitionSystem): readonly number[] {
  return Array.from({ length: system.agents }, (_, agent) => agent).filter((agent) => !hasStep(system, agent));
}

function hasStep(system: TransitionSystem, agent: number): boolean {
  const count = system.alternatives(agent);
  for (let alternative = 0; alternative < count; alternative++) if (system.enabled(agent, alternative)) return true;
  return false;
}

/** The location where an agent stands. */
export function placeOf(system: TransitionSystem, agent: number): Location {
  const location = system.locations[system.locationOf(agent)];
  if (location === undefined) throw new Error(`forkcheck bug: agent ${agent} stands at an unknown location`);
  return location;
}

/** The name of a place in a counterexample file: `routine:point`. */
export function labelOf({ routine, point }: Location): string {
  return point === '' ? routine : `${routine}:${point}`;
}

function changesBetween(before: readonly Field[], after: readonly Field[]): readonly Change[] {
  const old = new Map(before.map(({ path, value }) => [path, value]));
  const changed = after
    .filter(({ path, value }) => old.get(path) !== value)
    .map(({ path, value }) => ({ path, before: old.get(path), after: value }));
  const kept = new Set(after.map(({ path }) => path));
  const gone = before
    .filter(({ path }) => !kept.has(path))
    .map(({ path, value }) => ({ path, before: value, after: undefined }));
  return [...changed, ...gone];
}
