export type { Decision, OrderDecision } from './decision.ts';
export type { Claim, FoundRun } from './claimOutcomes.ts';
export { explainClaim, explainRun, type Explanation } from './explainRun.ts';
export type { Need } from './needs.ts';
export type { Figures, Question } from './steps.ts';
export type { Window } from './window.ts';
