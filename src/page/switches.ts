import type { TimeMachine } from './timeMachine.ts';

type Place = Pick<TimeMachine, 'history' | 'step'>;

/** The next step that another agent takes than the one before it. */
export function nextSwitch({ history: { steps }, step }: Place): number {
  const next = steps.findIndex(({ choice }, at) => at > step && choice.agent !== steps[at - 1]!.choice.agent);
  return next < 0 ? steps.length : next + 1;
}

/** The step with which the agent of the current one, or the one before it, began. */
export function previousSwitch({ history: { steps }, step }: Place): number {
  return steps.findLastIndex(({ choice }, at) => at > 0 && at < step - 1 && choice.agent !== steps[at - 1]!.choice.agent) + 1;
}
