/** Programs of more than one scenario. What stands here is not made smaller with a scenario. */
import type { Routine } from '../../../src/index.ts';
import { exit, fork1, pause, spin, touch_watched, wait } from '../user.ts';

/** Only ends. */
export function* quit(): Routine {
  yield* exit();
}

/** Forks once; parent and child compute. */
export function* fork_once(): Routine {
  yield* fork1();
  yield* spin();
}

/** Forks once; parent and child exit. */
export function* fork_and_exit(): Routine {
  yield* fork1();
  yield* exit();
}

/** Forks once, and the child exits and is waited for. */
export function* fork_and_wait(): Routine {
  if ((yield* fork1()) === 0) yield* exit();
  yield* wait();
  yield* exit();
}

/** Sleeps until a signal comes, and computes. */
export function* sleep_and_spin(): Routine {
  yield* pause();
  yield* spin();
}

/** Touches a watched area until it gets over it. */
export function* touch(): Routine {
  while ((yield* touch_watched()) === 0);
  yield* spin();
}
