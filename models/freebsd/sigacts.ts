/**
 * What processes make of signals: a struct of its own, which rfork lets them share. Its lock, ps_mtx, is taken inside a process's lock
 * and for a moment only, so that what it protects is one step. Labels name routines of kern_sig.c.
 */
import { alloc, free, KASSERT, nil, require, zone } from '../../src/index.ts';
import type { Bits, Flags, Range, Ref } from '../../src/index.ts';
import { SIGSET_DEFAULT_IGNORED } from './signals.ts';
import type { PS_FLAGS } from './signals.ts';

export interface Sigacts {
  /** Set to be ignored, or ignored by default. SIGCONT never is: it continues even so. */
  ps_sigignore: Bits<14>;
  ps_sigcatch: Bits<14>;
  /** Signals that make a system call fail instead of being restarted. */
  ps_sigintr: Bits<14>;
  ps_flag: Flags<typeof PS_FLAGS>;
  /** Atomic: the processes that use it. */
  ps_refcnt: Range<0, 'procs'>;
}

/** One for each process is enough: who executes a program takes a new one only where two have shared one. */
export const sigacts_zone = zone<Sigacts>('sigacts', { slots: 'procs', order: 'lifo' });

/** Dispositions for one process, with nothing in them. sigacts_alloc */
export function sigacts_alloc(): Ref<Sigacts> {
  const ps = alloc(sigacts_zone);
  require('zone-exhausted', ps !== nil, 'no free dispositions');
  ps.ps_refcnt = 1;
  return ps;
}

/** The same dispositions for one more process. sigacts_hold */
export function sigacts_hold(ps: Ref<Sigacts>): Ref<Sigacts> {
  ps.ps_refcnt++;
  return ps;
}

/** One process less uses them. sigacts_free */
export function sigacts_free(ps: Ref<Sigacts>): void {
  ps.ps_refcnt--;
  if (ps.ps_refcnt === 0) free(sigacts_zone, ps);
}

/** Whether several processes use them. A look without a lock: the caller's own use keeps them from going away. sigacts_shared */
export function sigacts_shared(ps: Ref<Sigacts>): boolean {
  return ps.ps_refcnt > 1;
}

/** New dispositions, which begin as the others are. sigacts_alloc, sigacts_copy */
export function sigacts_copy(src: Ref<Sigacts>): Ref<Sigacts> {
  const dest = sigacts_alloc();
  KASSERT(dest.ps_refcnt === 1, 'sigacts_copy: others use the copy already');
  dest.ps_sigignore = src.ps_sigignore;
  dest.ps_sigcatch = src.ps_sigcatch;
  dest.ps_sigintr = src.ps_sigintr;
  dest.ps_flag = src.ps_flag;
  return dest;
}

/** Signals that are caught get their default action. What of them is pending is the caller's business. sig_drop_caught */
export function sig_drop_caught(ps: Ref<Sigacts>): void {
  ps.ps_sigignore |= ps.ps_sigcatch & SIGSET_DEFAULT_IGNORED;
  ps.ps_sigcatch = 0;
}
