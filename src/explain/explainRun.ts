import type { Schedule } from '../core/index.ts';
import { type Claim, ClaimOutcomes } from './claimOutcomes.ts';
import { type Decision, decide, openRun } from './decision.ts';
import { type Need, needsOf } from './needs.ts';
import { Outcomes } from './outcomes.ts';
import type { Question } from './steps.ts';
import { countWindow, type Window } from './window.ts';

/** Why a run fails. */
export interface Explanation {
  readonly decision: Decision;
  /** States from which every run fails, as far as they were looked at. */
  readonly lost: number;
  /** Some run ends in another fault, or a deadlock. */
  readonly otherEnds: boolean;
  /** Where the order of two steps decides; absent too if a bound was met. */
  readonly window?: Window;
  /** What it takes, by the number of CPUs: nothing where a model counts CPUs itself. */
  readonly needs: readonly Need[];
}

/** Explains a run whose last state, or last step, shows what is looked for. */
export function explainRun(question: Question, schedule: Schedule): Explanation {
  let run = openRun(question, new Outcomes(question), schedule);
  let decision = decide(run);
  if (decision.kind === 'always' && run.outcomes.otherEnds) {
    run = openRun(question, new Outcomes(question, true), schedule, true);
    decision = decide(run);
  }
  const { lost, otherEnds } = run.outcomes;
  const window = decision.kind === 'order' ? countWindow(run, decision) : undefined;
  return { decision, lost, otherEnds, ...(window && { window }), needs: needsOf(question, schedule) };
}

/** Explains a run that breaks a claim about runs. How many orders fail, and what it takes, is not found out. */
export function explainClaim(question: Question, claim: Claim, schedule: Schedule): Explanation {
  const outcomes = new ClaimOutcomes(question, claim);
  const run = openRun(question, outcomes, schedule);
  const isLost = outcomes.isLost(endOf(question, outcomes, schedule));
  const decision: Decision = isLost === undefined ? { kind: 'unknown' } : isLost ? decide(run) : { kind: 'never' };
  return { decision, lost: outcomes.lost, otherEnds: false, needs: [] };
}

/** The number of the state after the last step. */
function endOf({ system }: Question, { table }: ClaimOutcomes, schedule: Schedule): number {
  system.reset();
  let word = 0;
  for (const { agent, alternative } of schedule) {
    word = table.follow(word);
    system.step(agent, alternative);
  }
  return table.add(word);
}
