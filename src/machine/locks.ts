import { all, curthread, lockRank, nil, require, slot, some } from '../lang/index.ts';
import type { Bits, Ref, U4 } from '../lang/index.ts';
import { machine } from './parameters.ts';
import type { MachineThread } from './thread.ts';

/*
 * The locks as structs, who holds them, and the rules that hold for all of them.
 *
 * Spin locks are no objects: a section under one is a step, and so is written without a yield in it.
 */

/** A sleep mutex. It is not handed off: when it is released, whoever comes first takes it. */
export interface Mtx {
  mtx_owner: Ref<MachineThread>;
}

/**
 * A shared/exclusive lock, whose holders may sleep. A blocking sx_slock defers to exclusive waiters; sx_try_slock does not:
 * it succeeds whenever the lock is in shared mode. A release wakes all, and whoever comes first takes the lock.
 */
export interface Sx {
  sx_owner: Ref<MachineThread>;
  /** One bit for each thread that holds it shared. */
  sx_sharers: Bits<'threads'>;
  /** How many wait for the sharers to leave. */
  sx_xwaiters: U4;
}

/** All mutexes and all sx locks of the model. */
export const mutexes = all<Mtx>();
export const sxlocks = all<Sx>();

/** Whether the current thread owns the mutex. */
export function Mtx_held(m: Ref<Mtx>): boolean {
  return curthread<MachineThread>() !== nil && m.mtx_owner === curthread<MachineThread>();
}

/** Whether the current thread holds it exclusively. */
export function Sx_held(sx: Ref<Sx>): boolean {
  return curthread<MachineThread>() !== nil && sx.sx_owner === curthread<MachineThread>();
}

/** Whether the current thread holds it, exclusively or shared. */
export function Sx_shared(sx: Ref<Sx>): boolean {
  return Sx_held(sx) || (sx.sx_sharers & sx_bit()) !== 0;
}

/** The current thread's bit among the sharers; none in an interrupt. */
export function sx_bit(): number {
  const td = curthread<MachineThread>();
  return td === nil ? 0 : 1 << (slot(td) - 1);
}

/** Whether the current thread owns any mutex. */
export function owns_a_mutex(): boolean {
  return some(mutexes, (m) => Mtx_held(m));
}

/** Compares a lock that is about to be taken, by its rank, with those held: none of them may come after it. */
export function check_lock_order(rank: number): void {
  if (machine.lock_order === 0 || rank === 0) return;
  require(
    'lock-order-reversal',
    !some(mutexes, (m) => Mtx_held(m) && lockRank(m) > rank) && !some(sxlocks, (s) => Sx_shared(s) && lockRank(s) > rank),
    'a lock is taken by a thread that holds one which the lock order puts after it',
  );
}
