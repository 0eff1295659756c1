import type { Choice, TransitionSystem } from '../core/index.ts';
import { traceStep, type TraceStep } from '../trace/trace.ts';
import type { Moment } from './history.ts';

/** What a step would do that is offered in a state. */
export function effectOf(system: TransitionSystem, { packed, fields }: Moment, choice: Choice): TraceStep {
  system.load(packed, 0);
  system.enabled(choice.agent, choice.alternative);
  return traceStep(system, choice, fields).taken;
}
