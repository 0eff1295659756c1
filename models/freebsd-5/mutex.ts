/** The lock of a process: a mutex that comes and goes with it. */
import { curthread, lockRank, nil, require, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { MTX_DESTROYED, MTX_INITED, Mtx_held, MTX_ZEROED } from './locks.ts';
import type { Mtx } from './locks.ts';
import { check_lock_order } from './order.ts';
import type { Proc, Thread } from './state.ts';

/** Takes the mutex; a step begins when it is free. */
export function* mtx_lock(m: Ref<Mtx>): Routine {
  require('lock-misuse', !Mtx_held(m), 'a thread locks a mutex that it owns already');
  check_lock_order(lockRank(m));
  yield* waitUntil(() => m.mtx_owner === nil, 'mtx_lock');
  require('lock-misuse', m.mtx_state === MTX_INITED, 'a thread locks a mutex that was never made, was wiped, or is destroyed (J17)');
  m.mtx_owner = curthread<Thread>();
}

/** Releases the mutex. Not a step of its own. */
export function mtx_unlock(m: Ref<Mtx>): void {
  require('lock-misuse', Mtx_held(m), 'a thread unlocks a mutex that it does not own');
  m.mtx_owner = nil;
}

export function mtx_init(m: Ref<Mtx>): void {
  m.mtx_state = MTX_INITED;
}

/** Destroys the mutex, whether the caller owns it or nobody does. */
export function mtx_destroy(m: Ref<Mtx>): void {
  require('lock-misuse', m.mtx_owner === nil || Mtx_held(m), 'a mutex is destroyed that somebody else owns');
  m.mtx_owner = nil;
  m.mtx_state = MTX_DESTROYED;
}

/** What bzero makes of a mutex: a word that means neither an owner nor that there is none. */
export function mtx_wipe(m: Ref<Mtx>): void {
  require('lock-misuse', m.mtx_owner === nil, 'a mutex is wiped that somebody owns (J17)');
  m.mtx_state = MTX_ZEROED;
}

export function* PROC_LOCK(p: Ref<Proc>): Routine {
  yield* mtx_lock(p.p_mtx);
}

export function PROC_UNLOCK(p: Ref<Proc>): void {
  mtx_unlock(p.p_mtx);
}
