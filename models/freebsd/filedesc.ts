/**
 * Files, of which there is one kind: process descriptors.
 * Labels name routines of kern_descrip.c and sys_procdesc.c.
 */
import {
  alloc, allocated, free, mtx_lock, mtx_unlock, nil, require, slot, sx_slock, sx_sunlock, sx_xlock, sx_xunlock, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U31, U5 } from '../../src/index.ts';
import {
  fdcopy, fdinit, fdshare, filedesc_zone, has_files, is_in, leave_table, p_fd, table_bit, use_table,
} from './filetable.ts';
import type { Filedesc } from './filetable.ts';
import { RFCFDG, RFFDG } from './forkFlags.ts';
import { p_cansignal } from './kill.ts';
import { procdesc_free, procdesc_reap, procdesc_wchan } from './procdesc.ts';
import { proc_reap } from './reap.ts';
import { proc_reparent } from './reparent.ts';
import { kern_psignal } from './signal.ts';
import { msleep_sig } from './sleep.ts';
import {
  EBADF, EINTR, EPERM, ESRCH, k, PDF_CLOSED, PDF_DAEMON, PDF_EXITED, PROC_LOCK, PROC_UNLOCK, procdesc_zone, PRS_ZOMBIE,
  SIGCHLD, SIGKILL,
} from './state.ts';
import type { Proc, Procdesc, Thread } from './state.ts';

/** What poll says of a process that has exited. */
const POLLHUP = 16;

function user_bit(td: Ref<Thread>): number {
  return 1 << (slot(td) - 1);
}

function has_open(p: Ref<Proc>, pd: Ref<Procdesc>): boolean {
  return is_in(p_fd(p), pd);
}

/** A file that is no descriptor yet, in the caller's table and in its hands. procdesc_falloc */
export function procdesc_falloc(td: Ref<Thread>): Ref<Procdesc> {
  const pd = alloc(procdesc_zone);
  require('zone-exhausted', pd !== nil, 'no free process descriptor slot');
  pd.f_tables = table_bit(p_fd(td.td_proc));
  pd.f_users = user_bit(td);
  return pd;
}

/** Gives a new process the table of the old one, a copy of it, or an empty one. kern_fork.c 417-451 */
export function* fork_files(p1: Ref<Proc>, p2: Ref<Proc>, flags: U31): Routine {
  if (!has_files()) return;
  yield 417;
  if ((flags & RFCFDG) !== 0) use_table(p2, fdinit()); // 419
  else if ((flags & RFFDG) !== 0) use_table(p2, fdcopy(p_fd(p1))); // 426
  else use_table(p2, fdshare(p_fd(p1))); // 433
}

/** Parts the process from its table; the last one to use it closes its files. The caller holds no lock. fdescfree */
export function* fdescfree(td: Ref<Thread>): Routine {
  if (!has_files()) return;
  const fdp = p_fd(td.td_proc);
  if (!leave_table(td.td_proc, fdp)) return;
  for (let i = 1; i <= procdesc_zone.slots; i++) {
    if (is_in(fdp, procdesc_zone.at(i))) yield* kern_close(td, fdp, i);
  }
  free(filedesc_zone, fdp);
}

/** Gives the process an empty table in place of its own. The other threads are stopped. kern_fork.c 335-345 */
export function* fdrenew(td: Ref<Thread>): Routine {
  if (!has_files()) return;
  const fdtmp = fdinit();
  yield 342;
  yield* fdescfree(td);
  use_table(td.td_proc, fdtmp); // 343
}

/** Gives the process a table of its own, if it shares one. Nobody else in the process runs. fdunshare */
export function* fdunshare(td: Ref<Thread>): Routine {
  if (!has_files() || p_fd(td.td_proc).fd_refcnt === 1) return;
  const tmp = fdcopy(p_fd(td.td_proc));
  yield 'fdunshare';
  yield* fdescfree(td);
  use_table(td.td_proc, tmp);
}

/** Takes the file of a pdfork that failed out of the table, if it is still there, and drops it. fdclose, fdrop */
export function* fdclose(td: Ref<Thread>, pd: Ref<Procdesc>): Routine {
  yield 1096;
  pd.f_tables &= ~table_bit(p_fd(td.td_proc));
  yield* fdrop(td, pd);
}

/** The descriptor with this number, for use by the caller until fdrop; nil if its process has none. fget */
function fget(td: Ref<Thread>, fd: U5): Ref<Procdesc> {
  if (fd < 1 || fd > procdesc_zone.slots) return nil;
  const pd = procdesc_zone.at(fd);
  if (!has_open(td.td_proc, pd) || !pd.f_live) return nil;
  pd.f_users |= user_bit(td);
  return pd;
}

/** Ends the caller's use of a file, and with the last use the file. The caller holds no lock. fdrop */
export function* fdrop(td: Ref<Thread>, pd: Ref<Procdesc>): Routine {
  if (pd.f_tables !== 0 || pd.f_users !== user_bit(td)) pd.f_users &= ~user_bit(td);
  else if (pd.f_live) yield* procdesc_close(td, pd);
  else free(procdesc_zone, pd);
}

/** close(2). */
export function* sys_close(td: Ref<Thread>, fd: U5): Routine<number> {
  if (fd < 1 || fd > procdesc_zone.slots || !has_open(td.td_proc, procdesc_zone.at(fd))) return -EBADF;
  yield* kern_close(td, p_fd(td.td_proc), fd);
  return 0;
}

/** Takes a file out of a table and drops it. The caller holds no lock; the look-up belongs to its step. kern_close */
function* kern_close(td: Ref<Thread>, fdp: Ref<Filedesc>, fd: U5): Routine {
  const pd = procdesc_zone.at(fd);
  pd.f_tables &= ~table_bit(fdp);
  pd.f_users |= user_bit(td);
  yield 'closef';
  yield* fdrop(td, pd);
}

/** The last close: reaps the process if it is a zombie, else leaves it to its reaper and kills it. procdesc_close */
export function* procdesc_close(td: Ref<Thread>, pd: Ref<Procdesc>): Routine {
  yield* sx_xlock(k.proctree_lock);
  yield* mtx_lock(pd.pd_lock);
  pd.pd_flags |= PDF_CLOSED;
  mtx_unlock(pd.pd_lock);
  const p = pd.pd_proc;
  if (p === nil) {
    sx_xunlock(k.proctree_lock); // somebody has waited for it by its number
  } else {
    yield* PROC_LOCK(p);
    if (p.p_state === PRS_ZOMBIE) yield* proc_reap(td, p, 0);
    else yield* disown(p, pd);
  }
  procdesc_free(pd);
}

/**
 * Parts a process that lives from a descriptor that is closed. The caller holds proctree_lock exclusively and PROC_LOCK(p);
 * both are released. procdesc_close
 */
function* disown(p: Ref<Proc>, pd: Ref<Procdesc>): Routine {
  procdesc_reap(p);
  p.p_sigparent = SIGCHLD;
  yield* proc_reparent(p, p.p_reaper, true);
  if ((unlocked(pd).pd_flags & PDF_DAEMON) === 0) {
    yield* kern_psignal(p, SIGKILL);
    p.g_disowned = slot(pd);
  }
  PROC_UNLOCK(p);
  sx_xunlock(k.proctree_lock);
}

/** pdkill(2): a signal to the process that a descriptor stands for. procdesc_find */
export function* sys_pdkill(td: Ref<Thread>, fd: U5, sig: U5): Routine<number> {
  const pd = fget(td, fd);
  if (pd === nil) return -EBADF;
  yield* sx_slock(k.proctree_lock);
  const p = pd.pd_proc;
  if (p !== nil) yield* PROC_LOCK(p);
  sx_sunlock(k.proctree_lock);
  yield* fdrop(td, pd);
  if (p === nil) return -ESRCH;
  const allowed = p_cansignal(td, p);
  if (allowed && sig !== 0) yield* kern_psignal(p, sig);
  PROC_UNLOCK(p);
  return allowed ? 0 : -EPERM;
}

/** poll(2) of one descriptor, without a time limit: its events once its process has exited. procdesc_poll */
export function* sys_poll(td: Ref<Thread>, fd: U5): Routine<number> {
  const pd = fget(td, fd);
  if (pd === nil) return -EBADF;
  let error = 0;
  yield* mtx_lock(pd.pd_lock);
  while (error === 0 && (pd.pd_flags & PDF_EXITED) === 0) error = yield* msleep_sig(procdesc_wchan(pd), pd.pd_lock);
  mtx_unlock(pd.pd_lock);
  yield* fdrop(td, pd);
  return error === 0 ? POLLHUP : -EINTR;
}

/** Whether the thread polls the descriptor of a process that has not exited. */
export function polls_in_vain(td: Ref<Thread>): boolean {
  for (let i = 1; i <= procdesc_zone.slots; i++) {
    const pd = procdesc_zone.at(i);
    if (allocated(pd) && td.td_wchan === procdesc_wchan(pd)) return (pd.pd_flags & PDF_EXITED) === 0;
  }
  return false;
}
