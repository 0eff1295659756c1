import { params } from '../lang/index.ts';

/** The machine as a scenario describes it. */
export const machine = params({
  /** CPUs; 0 for as many as threads, so that nobody waits for one. */
  cpus: 0,
  /** Slots of the zone of threads: the width of a lock's set of sharers. */
  threads: 8,
  /** How many clock ticks may take a running thread off its CPU, where there are fewer CPUs than threads. */
  clock_ticks: 0,
  /** 1 if timed sleeps may run out of time, 0 to look at a world in which only a wakeup ends them. */
  timeouts: 1,
  /** 1 to compare every lock that is taken with those held, by the kernel's lock order. */
  lock_order: 1,
});
