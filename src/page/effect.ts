import type { Choice, TransitionSystem } from '../core/index.ts';
import { traceStep, type TraceStep } from '../trace/trace.ts';
import { fieldsIn, type Moment } from './history.ts';

/** What each step would do that is offered in a state. */
export function effectsIn(system: TransitionSystem, moment: Moment): ReadonlyMap<Choice, TraceStep> {
  const fields = fieldsIn(system, moment);
  return new Map(
    moment.choices.map(({ choice }) => {
      system.load(moment.packed, 0);
      // Asking is part of taking: a guard that runs into a fault is a step, which tells it.
      system.enabled(choice.agent, choice.alternative);
      return [choice, traceStep(system, choice, fields).taken] as const;
    }),
  );
}
