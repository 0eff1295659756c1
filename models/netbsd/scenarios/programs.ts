/** Programs of more than one scenario. What stands here is not made smaller with a scenario. */
import type { Routine } from '../../../src/index.ts';
import { execve, exit, fork, module_load, spin, vfork } from '../user.ts';

/** Only ends. */
export function* quit(): Routine {
  yield* exit(0);
}

/** Executes the other program. */
export function* execute(): Routine {
  yield* execve(quit);
}

/** The same in the child of a vfork. The parent computes. */
export function* vfork_and_execute(): Routine {
  if ((yield* vfork()) === 0) yield* execve(quit);
  yield* spin();
}

/** Forks; both compute. */
export function* fork_and_compute(): Routine {
  yield* fork();
  yield* spin();
}

/** Loads a module. */
export function* load(): Routine {
  yield* module_load();
  yield* spin();
}
