/** Programs of more than one scenario. What stands here is not made smaller with a scenario. */
import type { Routine } from '../../../src/index.ts';
import { exit, fork, spin } from '../user.ts';

/** Only ends. */
export function* quit(): Routine {
  yield* exit(0);
}

/** Forks, and its child and itself exit. */
export function* fork_and_exit(): Routine {
  yield* fork();
  yield* exit(0);
}

/** The same, and they compute. */
export function* fork_and_spin(): Routine {
  yield* fork();
  yield* spin();
}
