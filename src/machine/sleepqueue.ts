import { allocated, curthread, nil, require, select, waitUntil } from '../lang/index.ts';
import type { Ref, Routine } from '../lang/index.ts';
import { machine } from './parameters.ts';
import { Mtx_held, owns_a_mutex } from './locks.ts';
import type { Mtx } from './locks.ts';
import { mtx_unlock } from './mutex.ts';
import { threads } from './thread.ts';
import type { MachineThread } from './thread.ts';

/*
 * Sleep queues. A thread is on the queue of an address before it lets go of its interlock, so that a waker that takes the
 * interlock afterwards finds it; a wakeup that finds nobody is forgotten. Sleeping drops the interlock and nothing else.
 */

/** Whether the thread has been taken off its queue and nobody keeps it suspended. */
export function awake(td: Ref<MachineThread>): boolean {
  return td.td_wchan === 0 && !td.td_suspended;
}

/** Puts the current thread on the queue of an address. It runs on until it waits. */
export function sleepq_add(wchan: number, interruptible: boolean): void {
  const td = curthread<MachineThread>();
  td.td_wchan = wchan;
  td.td_sintr = interruptible;
}

/** Takes a thread off its queue; it will return `intrval` from its sleep. */
export function sleepq_resume(td: Ref<MachineThread>, intrval: number): void {
  td.td_wchan = 0;
  td.td_sintr = false;
  td.td_intrval = intrval;
}

/** Ends the interruptible sleep of a thread with an error. */
export function sleepq_abort(td: Ref<MachineThread>, intrval: number): void {
  if (td.td_wchan !== 0 && td.td_sintr) sleepq_resume(td, intrval);
}

/** The result of a sleep that has ended, read once. */
export function sleepq_result(): number {
  const td = curthread<MachineThread>();
  const result = td.td_intrval;
  td.td_intrval = 0;
  return result;
}

/** Resumes all that sleep on an address. Not a step of its own. */
export function wakeup(wchan: number): void {
  for (let i = 1; i <= threads.slots; i++) {
    const td = threads.at(i);
    if (allocated(td) && td.td_wchan === wchan) sleepq_resume(td, 0);
  }
}

/** Gives the CPU away until the thread is off its queue and not suspended. The caller must own no mutex. */
export function* sleepq_wait(): Routine {
  require('sleeping-forbidden', !owns_a_mutex(), 'a thread goes to sleep and owns a mutex');
  yield* waitUntil(() => awake(curthread<MachineThread>()), 'asleep');
}

/** The same with a clock: true if time ran out before a wakeup came. */
export function* sleepq_timedwait(): Routine<boolean> {
  require('sleeping-forbidden', !owns_a_mutex(), 'a thread goes to sleep and owns a mutex');
  const ended = yield* select(
    () => awake(curthread<MachineThread>()),
    () => machine.timeouts !== 0 && curthread<MachineThread>().td_wchan !== 0,
  );
  if (ended === 0) return false;
  sleepq_resume(curthread<MachineThread>(), 0);
  // The timer has made it runnable; what follows needs a CPU again.
  if (machine.cpus !== 0) yield 'timed out';
  require('lock-misuse', !curthread<MachineThread>().td_suspended, 'a thread that no signal can wake is suspended in its sleep');
  return true;
}

/**
 * Gives the CPU away like `sleepq_wait` and goes on as the owner of the interlock: being woken and retaking it are one step,
 * for nobody could see the difference. The caller is on its queue and owns the interlock and no other mutex.
 */
export function* sleepq_wait_interlocked(m: Ref<Mtx>): Routine {
  require('lock-misuse', Mtx_held(m), 'a sleep lets go of a mutex that the thread does not own');
  mtx_unlock(m);
  require('sleeping-forbidden', !owns_a_mutex(), 'a thread goes to sleep and owns a mutex');
  yield* waitUntil(() => awake(curthread<MachineThread>()) && m.mtx_owner === nil, 'asleep');
  m.mtx_owner = curthread<MachineThread>();
}

/**
 * Gives the CPU away until somebody has resumed the suspended caller, which goes on as the owner of the interlock; on which
 * queue it is does not matter. The caller has marked itself suspended and owns the interlock and no other mutex.
 */
export function* suspend_interlocked(m: Ref<Mtx>): Routine {
  require('lock-misuse', Mtx_held(m), 'a suspension lets go of a mutex that the thread does not own');
  mtx_unlock(m);
  require('sleeping-forbidden', !owns_a_mutex(), 'a thread is suspended and owns a mutex');
  yield* waitUntil(() => !curthread<MachineThread>().td_suspended && m.mtx_owner === nil, 'suspended');
  m.mtx_owner = curthread<MachineThread>();
}

/** Sleeps uninterruptibly on an address, without the interlock meanwhile. The caller must own that mutex only. */
export function* msleep(wchan: number, m: Ref<Mtx>): Routine {
  sleepq_add(wchan, false);
  yield* sleepq_wait_interlocked(m);
}
