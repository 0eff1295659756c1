import { type Rooms, ourRooms, systemOf } from './check.ts';
import { type Shows, UsageError } from './core/index.ts';
import { explainRun, type Explanation, type Question } from './explain/index.ts';
import { type Counterexample, type Finding, findingOf, isSeenInState, replay, replaySaved, shows, type Trace } from './trace/index.ts';

/** A finding, why its run comes to it, and how a run would not. */
export interface ExplainedFinding extends Explanation {
  readonly failing: Trace;
  /** The nearest schedule that passes, if there is one and it was found. */
  readonly passing?: Trace;
}

export interface ExplainOptions extends Partial<Pick<Question, 'maxStates' | 'progress'>> {
  /** Turns the names of the counterexample's modules into absolute paths. */
  readonly locate: (reference: string) => string;
}

/** States that one search may store, by default. */
export const usualStates = 200_000;

/** Explains a counterexample on the models as they are now; one that they do not have any more, or a claim about runs, is a `UsageError`. */
export function explainFinding(counterexample: Counterexample, options: ExplainOptions, rooms: Rooms = ourRooms): ExplainedFinding {
  const saved = findingOf(counterexample);
  const { property, verdict, cycle = null } = counterexample;
  if (verdict !== 'violated') throw new UsageError(`${property} is ${verdict}: only what is violated is explained`);
  if (cycle !== null) {
    throw new UsageError(`${property} is not broken in one state, but by what comes for ever after: only what shows in a state or a step is explained`);
  }
  const system = systemOf(counterexample, options.locate, rooms);
  const replayed = replaySaved(system, counterexample);
  if (replayed.kind !== 'reproduced') throw new UsageError('the run is not reproduced by the model as it is now: there is nothing to explain');
  // Another fault of the same kind is not this one.
  const fault = replayed.trace.steps.at(-1)?.fault;
  const finding = { ...saved, ...(fault && { fault }) };
  const { maxStates = usualStates, progress } = options;
  const question: Question = { system, shows: isSeenInState(finding) ? (of, fault) => shows(of, finding, fault) : lookingAhead(finding), maxStates, ...(progress && { progress }) };
  const explanation = explainRun(question, replayed.trace.steps.map(({ choice }) => choice));
  const { decision } = explanation;
  return { ...explanation, failing: replayed.trace, ...('passing' in decision && { passing: replay(system, decision.passing) }) };
}

/** Looks at what can still be reached, to see who is stuck, and comes back. */
function lookingAhead(finding: Finding): Shows {
  return (system, fault) => {
    const here = system.packed.slice();
    const isShown = shows(system, finding, fault);
    system.load(here, 0);
    return isShown;
  };
}
