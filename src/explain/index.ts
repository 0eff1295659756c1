export type { Decision, OrderDecision } from './decision.ts';
export { explainRun, type Explanation } from './explainRun.ts';
export type { Need } from './needs.ts';
export type { Figures, Question } from './steps.ts';
export type { Window } from './window.ts';
