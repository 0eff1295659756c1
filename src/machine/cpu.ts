import { allocated, blocked, halted, inside, pick } from '../lang/index.ts';
import type { Ref, Routine } from '../lang/index.ts';
import { machine } from './parameters.ts';
import { sleepq_timedwait } from './sleepqueue.ts';
import { threads } from './thread.ts';
import type { MachineThread } from './thread.ts';

/*
 * CPUs and who has one. A section under a spin lock, or with interrupts off, is a step and so is never cut in two; every
 * place between steps is one where a fully preemptible kernel may lose its CPU.
 */

/** The gate: whether the thread may take steps. A kernel passes it as `gate`. The end of a timed sleep is the timer's step. */
export function on_cpu(td: Ref<MachineThread>): boolean {
  return machine.cpus === 0 || td.td_oncpu || waits_for_timer(td);
}

function waits_for_timer(td: Ref<MachineThread>): boolean {
  return td.td_wchan !== 0 && inside(td, sleepq_timedwait);
}

/** Whether the thread could go on if it had a CPU. */
export function runnable(td: Ref<MachineThread>): boolean {
  return allocated(td) && !halted(td) && !blocked(td) && !waits_for_timer(td);
}

/** Whether a CPU is free, or its thread has nothing to do there any more. */
function cpu_available(): boolean {
  let busy = 0;
  for (let i = 1; i <= threads.slots; i++) {
    const td = threads.at(i);
    if (runnable(td) && td.td_oncpu) busy++;
  }
  return busy < machine.cpus;
}

function waits_for_cpu(index: number): boolean {
  const td = threads.at(index);
  return runnable(td) && !td.td_oncpu;
}

function somebody_waits_for_cpu(): boolean {
  for (let i = 1; i <= threads.slots; i++) {
    if (waits_for_cpu(i)) return true;
  }
  return false;
}

/** Takes the CPU from all threads that are blocked or have ended. */
function switch_out(): void {
  for (let i = 1; i <= threads.slots; i++) {
    const td = threads.at(i);
    if (allocated(td) && td.td_oncpu && !runnable(td)) td.td_oncpu = false;
  }
}

/** The scheduler: whenever a CPU is to be had, any runnable thread gets it. A kernel lists it as the interrupt `dispatch`. */
export function* dispatch(): Routine {
  for (;;) {
    const next = yield* pick(machine.threads, (i) => waits_for_cpu(i + 1) && cpu_available());
    switch_out();
    threads.at(next + 1).td_oncpu = true;
  }
}

/** The clock: `clock_ticks` times, any running thread loses its CPU to those that wait for one. */
export function* clock(): Routine {
  for (let left = machine.clock_ticks; left > 0; left--) {
    const victim = yield* pick(machine.threads, (i) => may_preempt(i + 1));
    threads.at(victim + 1).td_oncpu = false;
  }
}

function may_preempt(index: number): boolean {
  const td = threads.at(index);
  return runnable(td) && td.td_oncpu && !cpu_available() && somebody_waits_for_cpu();
}
