import { all } from '../lang/index.ts';
import type { I8, U12 } from '../lang/index.ts';

/** What the machine knows of a thread. A kernel's own thread extends it. All of it belongs to the spin-locked thread lock. */
export interface MachineThread {
  /** The address it sleeps on; 0 while it is on no sleep queue. */
  td_wchan: U12;
  /** The sleep may be aborted before its wakeup. */
  td_sintr: boolean;
  /** What the sleep returns: 0 after a wakeup, the error of whoever aborted it otherwise. */
  td_intrval: I8;
  /** Stopped by its kernel: it goes on only after somebody has resumed it, whether it sleeps or not. */
  td_suspended: boolean;
  /** It has a CPU. Which one does not matter, so that states that differ only there are one. */
  td_oncpu: boolean;
}

/** All threads, by slot. */
export const threads = all<MachineThread>();
