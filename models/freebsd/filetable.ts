/** Tables of files, which processes may share. A descriptor's number is the slot of its struct, in all tables. Labels name routines of kern_descrip.c. */
import { alloc, allocated, nil, require, slot, zone } from '../../src/index.ts';
import type { Bits, Range, Ref } from '../../src/index.ts';
import { conf, procdesc_zone } from './state.ts';
import type { Proc, Procdesc } from './state.ts';

export interface Filedesc {
  /** Atomic: the processes that use it. */
  fd_refcnt: Range<0, 'procs'>;
  /** Which ones: this is their p_fd. */
  fd_procs: Bits<'procs'>;
}

/** One for each process, and one for a process that is about to change its own. */
export const filedesc_zone = zone<Filedesc>('filedesc', { slots: 'fdtables' });

/** Whether the scenario has files at all. */
export function has_files(): boolean {
  return conf.procdescs !== 0;
}

function user_of_table(p: Ref<Proc>): number {
  return 1 << (slot(p) - 1);
}

/** The table of a process, p_fd; nil if it has none. */
export function p_fd(p: Ref<Proc>): Ref<Filedesc> {
  for (let i = 1; i <= filedesc_zone.slots; i++) {
    const fdp = filedesc_zone.at(i);
    if (allocated(fdp) && (fdp.fd_procs & user_of_table(p)) !== 0) return fdp;
  }
  return nil;
}

/** Its bit in the f_tables of a file. */
export function table_bit(fdp: Ref<Filedesc>): number {
  return 1 << (slot(fdp) - 1);
}

/** Whether a file is open in a table. */
export function is_in(fdp: Ref<Filedesc>, pd: Ref<Procdesc>): boolean {
  return fdp !== nil && allocated(pd) && (pd.f_tables & table_bit(fdp)) !== 0;
}

/** An empty table for one process, which does not use it yet. fdinit */
export function fdinit(): Ref<Filedesc> {
  const fdp = alloc(filedesc_zone);
  require('zone-exhausted', fdp !== nil, 'no free file table');
  fdp.fd_refcnt = 1;
  return fdp;
}

/** A copy for one process; files that are not ready are not passed on. fdcopy */
export function fdcopy(from: Ref<Filedesc>): Ref<Filedesc> {
  const fdp = fdinit();
  for (let i = 1; i <= procdesc_zone.slots; i++) {
    const pd = procdesc_zone.at(i);
    if (is_in(from, pd) && pd.f_live) pd.f_tables |= table_bit(fdp);
  }
  return fdp;
}

/** The same table for one more process. fdshare */
export function fdshare(fdp: Ref<Filedesc>): Ref<Filedesc> {
  fdp.fd_refcnt++;
  return fdp;
}

/** Makes the table, which the caller counts already, that of the process. */
export function use_table(p: Ref<Proc>, fdp: Ref<Filedesc>): void {
  fdp.fd_procs |= user_of_table(p);
}

/** The process has no table any more; says whether it was the last to use this one. The first half of fdescfree */
export function leave_table(p: Ref<Proc>, fdp: Ref<Filedesc>): boolean {
  fdp.fd_procs &= ~user_of_table(p);
  fdp.fd_refcnt--;
  return fdp.fd_refcnt === 0;
}

/** At boot: an empty table, if the scenario has files. */
export function boot_table(p: Ref<Proc>): void {
  if (has_files()) use_table(p, fdinit());
}
