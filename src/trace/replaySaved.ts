import { type Choice, choicesNow, type Fault, type TransitionSystem } from '../core/index.ts';
import type { Counterexample, SavedStep } from './counterexample.ts';
import { type Finding, shows } from './finding.ts';
import { lassoProblem } from './lasso.ts';
import { labelOf, placeOf, type Trace, traceStep, type TraceStep } from './trace.ts';

/** What came of executing a saved schedule on the model as it is now. */
export type Replay =
  | { readonly kind: 'reproduced'; readonly trace: Trace; readonly remarks: readonly string[] }
  | {
      readonly kind: 'not-violated';
      readonly trace: Trace;
      readonly remarks: readonly string[];
      /** What is wrong with a run that never ends. */
      readonly reason?: string;
    }
  | {
      readonly kind: 'diverged';
      /** Number of the first step that the model does not offer, from 1. */
      readonly step: number;
      readonly says: string;
      readonly offers: readonly string[];
      /** The steps before. */
      readonly trace: Trace;
      readonly remarks: readonly string[];
    };

/** Executes the schedule of a counterexample. Its labels are compared, and every state is computed afresh. */
export function replaySaved(system: TransitionSystem, counterexample: Counterexample): Replay {
  const remarks = remarksOn(system, counterexample);
  system.reset();
  const initial = system.describe.fields();
  const steps: TraceStep[] = [];
  let fields = initial;
  let fault: Fault | undefined;
  for (const [index, saved] of counterexample.schedule.entries()) {
    const choice = fault === undefined ? choiceOf(system, saved) : undefined;
    if (choice === undefined) {
      const offers = fault === undefined ? offered(system) : [`an end: ${fault.kind}: ${fault.message}`];
      return { kind: 'diverged', step: index + 1, says: saidBy(saved), offers, trace: { initial, steps }, remarks };
    }
    const step = traceStep(system, choice, fields);
    steps.push(step.taken);
    fields = step.fields;
    fault = step.taken.fault;
  }
  const trace = { initial, steps };
  const cycle = cycleOf(counterexample);
  if (cycle !== null) return replayedForEver(system, counterexample, { ...trace, cycle }, cycle, remarks);
  const kind = shows(system, findingOf(counterexample), fault) ? 'reproduced' : 'not-violated';
  return { kind, trace, remarks: [...remarks, ...remarksOnFault(counterexample, fault)] };
}

/** After how many steps the cycle of a saved run begins; null if it comes to an end. */
function cycleOf({ cycle }: Counterexample): number | null {
  return cycle ?? null;
}

/** What came of a run that is said to go round for ever, once it could be taken to its end. */
function replayedForEver(system: TransitionSystem, { property: name }: Counterexample, trace: Trace, cycle: number, remarks: readonly string[]): Replay {
  const property = system.liveness?.find((one) => one.name === name);
  const reason = property && lassoProblem(system, property, trace.steps.map(({ choice }) => choice), cycle);
  if (property !== undefined && reason === undefined) return { kind: 'reproduced', trace, remarks };
  return { kind: 'not-violated', trace, remarks, reason: reason ?? 'it is no property of runs any more' };
}

/** What a file's run shows. The model may have found other words for the fault since: its kind is what counts. */
export function findingOf({ property, fault }: Counterexample): Finding {
  return { property, fault: fault && { kind: fault.kind } };
}

function remarksOnFault({ fault: saved }: Counterexample, fault: Fault | undefined): readonly string[] {
  if (saved === null || fault === undefined || saved.message === fault.message) return [];
  return [`the file says "${saved.message}", the model "${fault.message}"`];
}

/** The steps of a schedule as they are saved: agents by name, with labels. */
export function savedSchedule({ steps }: Trace): readonly SavedStep[] {
  return steps.map(({ agent, choice, from }) => ({ agent, alternative: choice.alternative, label: labelOf(from) }));
}

/** The agent of that name which stands at the label and can take the alternative. */
function choiceOf(system: TransitionSystem, saved: SavedStep): Choice | undefined {
  return choicesNow(system).find((choice) => saidBy(savedStepOf(system, choice)) === saidBy(saved));
}

function savedStepOf(system: TransitionSystem, { agent, alternative }: Choice): SavedStep {
  return { agent: system.describe.agentName(agent), alternative, label: labelOf(placeOf(system, agent)) };
}

function saidBy({ agent, alternative, label }: SavedStep): string {
  return alternative === 0 ? `${agent} at ${label}` : `${agent} at ${label}, alternative ${alternative}`;
}

function offered(system: TransitionSystem): readonly string[] {
  return choicesNow(system).map((choice) => saidBy(savedStepOf(system, choice)));
}

function remarksOn(system: TransitionSystem, { digest }: Counterexample): readonly string[] {
  return system.digest === digest ? [] : ['the model or its compiler has changed since the file was saved'];
}
