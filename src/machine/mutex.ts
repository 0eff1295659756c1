import { curthread, lockRank, nil, require, waitUntil } from '../lang/index.ts';
import type { Ref, Routine } from '../lang/index.ts';
import { check_lock_order, Mtx_held } from './locks.ts';
import type { Mtx } from './locks.ts';
import type { MachineThread } from './thread.ts';

/** Takes the mutex; a step begins when it is free. */
export function* mtx_lock(m: Ref<Mtx>): Routine {
  require('lock-misuse', !Mtx_held(m), 'a thread locks a mutex that it owns already');
  check_lock_order(lockRank(m));
  yield* waitUntil(() => m.mtx_owner === nil, 'mtx_lock');
  m.mtx_owner = curthread<MachineThread>();
}

/** Takes the mutex if it is free now; says whether it did. */
export function* mtx_trylock(m: Ref<Mtx>): Routine<boolean> {
  require('lock-misuse', !Mtx_held(m), 'a thread tries to lock a mutex that it owns already');
  yield 'mtx_trylock';
  if (m.mtx_owner !== nil) return false;
  m.mtx_owner = curthread<MachineThread>();
  return true;
}

/** Releases the mutex. Not a step of its own. */
export function mtx_unlock(m: Ref<Mtx>): void {
  require('lock-misuse', Mtx_held(m), 'a thread unlocks a mutex that it does not own');
  m.mtx_owner = nil;
}
