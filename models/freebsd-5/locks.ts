/**
 * The kernel's locks as structs, and who holds them. sched_lock, a spin lock, is no object: a section under it is a step.
 */
import { all, curthread, nil, require, slot, some } from '../../src/index.ts';
import type { Bits, List, MachineThread, Range, Ref, U3, U4 } from '../../src/index.ts';

/** A thread as the locks know it: the kernel's own extends it. */
export interface Waiter extends MachineThread {
  /** The next one on the queue of a condition variable. */
  td_slpq: Ref<Waiter>;
}

/** What the word of a mutex says, beside who owns it. */
export const MTX = { MTX_ZEROED: 0, MTX_INITED: 1, MTX_DESTROYED: 2 } as const;
export const { MTX_ZEROED, MTX_INITED, MTX_DESTROYED } = MTX;

/** A sleep mutex. Who waits for it keeps Giant. It is not handed over: whoever comes first takes it. */
export interface Mtx {
  mtx_owner: Ref<Waiter>;
  mtx_state: Range<0, 2>;
}

/** A sleep mutex that its owner may take again: Giant. */
export interface Recursive {
  mtx_owner: Ref<Waiter>;
  /** How often its owner has taken it beside the first time. */
  mtx_recurse: U3;
}

/**
 * A shared/exclusive lock: a count under a mutex, and two condition variables. Who has to wait sleeps, without Giant; who is woken
 * tries again, and may find that somebody was faster.
 */
export interface Sx {
  /** sx_xholder. */
  sx_owner: Ref<Waiter>;
  /** One bit for each thread that holds it shared; the kernel only counts them. */
  sx_sharers: Bits<'threads'>;
  /** Threads that want it shared, asleep or on their way. */
  sx_shrd_wcnt: U4;
  /** Threads that want it exclusively, asleep or on their way. */
  sx_excl_wcnt: U4;
  /** The queue of those that sleep for it exclusively. */
  sx_excl_cv: List<Waiter>;
}

const mutexes = all<Mtx>();
const recursives = all<Recursive>();
const sxlocks = all<Sx>();

/** Whether the current thread owns the mutex. */
export function Mtx_held(m: Ref<Mtx>): boolean {
  return curthread<Waiter>() !== nil && m.mtx_owner === curthread<Waiter>();
}

/** The same for one that may be taken again. */
export function Recursive_held(m: Ref<Recursive>): boolean {
  return curthread<Waiter>() !== nil && m.mtx_owner === curthread<Waiter>();
}

/** Whether the current thread holds it exclusively. */
export function Sx_held(sx: Ref<Sx>): boolean {
  return curthread<Waiter>() !== nil && sx.sx_owner === curthread<Waiter>();
}

/** Whether the current thread holds it, exclusively or shared. */
export function Sx_shared(sx: Ref<Sx>): boolean {
  return Sx_held(sx) || (sx.sx_sharers & sx_bit()) !== 0;
}

/** The current thread's bit among the sharers. */
export function sx_bit(): number {
  return 1 << (slot(curthread<Waiter>()) - 1);
}

/** Checks that the current thread, on its way to user mode, holds no lock of any kind. */
export function assert_no_locks(): void {
  require('lock-held-on-return', !some(mutexes, (m) => Mtx_held(m)), 'a mutex is owned on the return to user mode');
  require('lock-held-on-return', !some(recursives, (m) => Recursive_held(m)), 'Giant is owned on the return to user mode');
  require('lock-held-on-return', !some(sxlocks, (sx) => Sx_shared(sx)), 'an sx lock is held on the return to user mode');
}
