import { type Rooms, ourRooms, systemOf } from './check.ts';
import { type CompiledLiveness, type CompiledModel, type Schedule, type Shows, UsageError } from './core/index.ts';
import { type Claim, explainClaim, explainRun, type Explanation, type Question } from './explain/index.ts';
import { settle } from './settings.ts';
import { type Counterexample, type Finding, findingOf, isSeenInState, lassoProblem, replay, replaySaved, shows, type Trace } from './trace/index.ts';

/** A finding, why its run comes to it, and how a run would not. */
export interface ExplainedFinding extends Explanation {
  /** A claim about runs is broken: by what comes for ever, not by a state. */
  readonly isOfRuns: boolean;
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

/** Explains a counterexample on the models as they are now; one that they do not have any more is a `UsageError`. */
export function explainFinding(counterexample: Counterexample, options: ExplainOptions, rooms: Rooms = ourRooms): ExplainedFinding {
  const { property, verdict, cycle = null } = counterexample;
  if (verdict !== 'violated') throw new UsageError(`${property} is ${verdict}: only what is violated is explained`);
  const system = systemOf(counterexample, options.locate, rooms);
  const replayed = replaySaved(system, counterexample);
  if (replayed.kind !== 'reproduced') throw new UsageError('the run is not reproduced by the model as it is now: there is nothing to explain');
  const { maxStates = usualStates, progress } = options;
  const asked = { system, maxStates, ...(progress && { progress }) };
  const schedule = replayed.trace.steps.map(({ choice }) => choice);
  const { decision, ...others } =
    cycle === null
      ? explainRun({ ...asked, shows: showing(counterexample, replayed.trace) }, schedule)
      : explainClaim({ ...asked, shows: () => false }, claimOf({ system, property, schedule, cycle, maxStates, rooms }), schedule);
  const isOfRuns = cycle !== null;
  return { ...others, decision, isOfRuns, failing: replayed.trace, ...('passing' in decision && { passing: replay(system, decision.passing) }) };
}

/** How to see in a state what the counterexample shows. */
function showing(counterexample: Counterexample, { steps }: Trace): Shows {
  // Another fault of the same kind is not this one.
  const fault = steps.at(-1)?.fault;
  const finding = { ...findingOf(counterexample), ...(fault && { fault }) };
  return isSeenInState(finding) ? (system, fault) => shows(system, finding, fault) : lookingAhead(finding);
}

/** A run that breaks a claim about runs. */
interface BrokenClaim {
  readonly system: CompiledModel;
  readonly property: string;
  readonly schedule: Schedule;
  readonly cycle: number;
  readonly maxStates: number;
  readonly rooms: Rooms;
}

/** The claim for the number for which the run breaks it, and how to look for runs that keep what remains of it: by searching for what breaks the contrary. */
function claimOf({ system, property, schedule, cycle, maxStates, rooms }: BrokenClaim): Claim {
  const claim = system.liveness?.find(({ name }) => name === property);
  if (claim === undefined) throw new Error(`forkcheck bug: ${property} is no claim about runs`);
  const single = Array.from({ length: claim.instances }, (_, index) => claimedFor(claim, index + 1));
  const broken = single.find((one) => lassoProblem(system, one, schedule, cycle) === undefined);
  if (broken === undefined) throw new Error(`forkcheck bug: ${property} is broken for no number`);
  return {
    formula: broken.formula,
    says: (atom) => broken.holds(atom, 1),
    findRun: (from, formula) => {
      const contrary = { ...broken, formula: { op: 'not', of: formula } } as const;
      const rest = { ...system, reset: () => system.load(from, 0), predicates: [], liveness: [contrary] };
      const { judgements, coverage } = rooms.search(rest, { ...settle({ maxStates }), keepSteps: false }, rooms.openJudge);
      const verdict = judgements.find(({ name }) => name === property)?.verdict;
      if (verdict?.kind !== 'violated') return verdict?.kind === 'holds' ? { schedule: undefined, states: coverage.states } : undefined;
      return { schedule: verdict.schedule, states: coverage.states };
    },
  };
}

/** The claim for one of the numbers that it is made for. */
function claimedFor(claim: CompiledLiveness, number: number): CompiledLiveness {
  return { ...claim, instances: 1, holds: (atom) => claim.holds(atom, number) };
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
