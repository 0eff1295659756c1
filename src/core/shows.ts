import type { Fault, TransitionSystem } from './system.ts';

/** Whether the current state, reached by a step that ended in `fault` or in none, shows what is looked for. */
export type Shows = (system: TransitionSystem, fault: Fault | undefined) => boolean;
