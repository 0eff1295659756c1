/** Arbitraries for fast-check, and what to do with what they draw: `import { scenarios } from 'forkcheck/fast-check'`. */
import { type Checked, compileNamed } from './checked.ts';
import { answerOf, choicesNow, type Choice, type Fault, isDeadlock, type TransitionSystem } from './core/index.ts';
import { replay, type Trace } from './trace/index.ts';

export { type Checked, checkNamed } from './checked.ts';
export { type Call, type DrawnProcess, type DrawnScenario, limits, moduleText, processTrees, programs, scenarios, type ScenarioOptions, schedules, type TreeSize } from './draw/index.ts';

/** A run that followed decisions. */
export interface Followed {
  readonly run: Trace;
  /** The property or the built-in check that it breaks, if any: it ends there. */
  readonly broken: string | undefined;
}

/** Compiles what is named once; returns a function that follows decisions from `schedules`, as far as there are any, or the run goes on. */
export function following(checked: Checked): (decisions: readonly number[]) => Followed {
  const system = compileNamed(checked);
  return (decisions) => {
    system.reset();
    const schedule: Choice[] = [];
    let broken = brokenIn(system, undefined);
    for (const decision of decisions) {
      const choices = choicesNow(system);
      const choice = choices[decision % choices.length];
      if (broken !== undefined || choice === undefined) break;
      schedule.push(choice);
      broken = brokenIn(system, system.step(choice.agent, choice.alternative));
    }
    return { run: replay(system, schedule), broken };
  };
}

/** What the current state breaks, or the fault of the step to it. */
function brokenIn(system: TransitionSystem, fault: Fault | undefined): string | undefined {
  if (fault !== undefined) return fault.kind;
  const broken = system.predicates.find((one) => one.kind === 'always' && answerOf(one) !== true);
  return broken?.name ?? (isDeadlock(system) ? 'deadlock' : undefined);
}
