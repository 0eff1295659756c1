export { type Counterexample, counterexampleFormat, lassoFormat, type SavedStep } from './counterexample.ts';
export { counterexampleOf, type SmallRun, type Subject } from './counterexampleOf.ts';
export { counterexampleText, loadCounterexample, saveCounterexample } from './counterexampleFile.ts';
export { type Finding, isSeenInState, shows } from './finding.ts';
export { satisfies, type Word } from './formulaOnLasso.ts';
export { lassoProblem } from './lasso.ts';
export { findingOf, type Replay, replaySaved, savedSchedule } from './replaySaved.ts';
export { stuckAgents } from './stuck.ts';
export { type Change, labelOf, placeOf, replay, type Trace, type TraceStep } from './trace.ts';
