import type { Schedule } from '../core/index.ts';
import { type Decision, decide, openRun } from './decision.ts';
import { type Need, needsOf } from './needs.ts';
import type { Question } from './steps.ts';
import { countWindow, type Window } from './window.ts';

/** Why a run shows what it shows. */
export interface Explanation {
  readonly decision: Decision;
  /** States from which every run shows it, as far as they were looked at. */
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
  let run = openRun(question, schedule);
  let decision = decide(run);
  if (decision.kind === 'always' && run.outcomes.otherEnds) {
    run = openRun(question, schedule, true);
    decision = decide(run);
  }
  const { lost, otherEnds } = run.outcomes;
  const window = decision.kind === 'order' ? countWindow(run, decision) : undefined;
  return { decision, lost, otherEnds, ...(window && { window }), needs: needsOf(question, schedule) };
}
