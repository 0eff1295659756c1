/** execve, and what else takes exec_lock. Labels name routines of kern_exec.c. */
import { alloc, curthread, KASSERT, mayFail, maySleep, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { release_vfork_parent } from './bequeath.ts';
import { exit1, exit_lwps } from './exit.ts';
import { stop_lwp } from './lwpState.ts';
import { rw_enter, rw_exit, RW_READER, RW_WRITER } from './sleep.ts';
import {
  EACCES, k, LSSTOP, mutex_enter, mutex_exit, p_lock, p_unlock, PK_CLDSIGIGN, PK_EXEC, PK_NOCLDWAIT, PL_PPWAIT, PS_STOPEXEC, SA_CONT,
  SIGABRT, sigacts_zone, SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Replaces the image of the calling process; 0, or an errno if the old one is still there. The caller holds no lock. */
export function* kern_execve(l: Ref<Lwp>): Routine<number> {
  const error = yield* execve_loadvm(l);
  if (error !== 0) return error;
  yield* execve_runproc(l);
  return 0;
}

/** Finds the program. On success the caller has p_reflock for writing and exec_lock for reading. */
function* execve_loadvm(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  yield* rw_enter(p.p_reflock, RW_WRITER);
  yield* rw_enter(k.exec_lock, RW_READER);
  yield* maySleep('check_exec');
  if (!(yield* mayFail('check_exec'))) return 0;
  rw_exit(k.exec_lock);
  rw_exit(p.p_reflock);
  return EACCES;
}

/** Ends the other LWPs, changes the memory, lets the vfork parent go. Releases both locks, which the caller has. */
function* execve_runproc(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  yield 'execve_runproc';
  if (unlocked(p).p_nlwps > 1) {
    yield* p_lock(p);
    yield* exit_lwps(l);
    p_unlock(p);
  }
  KASSERT(unlocked(p).p_nlwps === 1, 'execve_runproc: other LWPs are left');
  yield* maySleep('uvmspace_exec');
  p.g_borrows = false;
  yield* p_lock(p);
  execsigs(p);
  p.p_flag |= PK_EXEC;
  p_unlock(p);
  // Read without proc_lock: all other LWPs are gone.
  yield 'execve_runproc: vfork';
  if ((unlocked(p).p_lflag & PL_PPWAIT) !== 0) {
    yield* mutex_enter(k.proc_lock);
    release_vfork_parent(p);
    mutex_exit(k.proc_lock);
  }
  const failed = yield* mayFail('exec_map_image');
  rw_exit(p.p_reflock);
  rw_exit(k.exec_lock);
  if (failed) {
    yield* p_lock(p);
    yield* exit1(l, 0, SIGABRT);
  }
  yield* stop_after_exec(l);
}

/** PS_STOPEXEC: stops before the first step of the new program. The caller holds no lock. */
export function* stop_after_exec(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  yield* mutex_enter(k.proc_lock);
  yield* p_lock(p);
  const stops = (p.p_sflag & PS_STOPEXEC) !== 0;
  if (stops) {
    p.p_pptr.p_nstopchild++;
    p.p_waited = false;
    p.p_sigpend &= ~SA_CONT;
    p.p_stat = SSTOP;
    stop_lwp(l, LSSTOP);
  }
  p_unlock(p);
  mutex_exit(k.proc_lock);
  if (stops) yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'execve: stopped');
}

/** Forgets handlers, and what was asked about children. The caller owns p_lock. execsigs */
function execsigs(p: Ref<Proc>): void {
  KASSERT(p.p_nlwps === 1, 'execsigs: other LWPs are left');
  sigactsunshare(p);
  p.ps_sigcatch = 0;
  p.p_sigacts.sa_caught = 0;
  p.g_chlddue = false;
  p.p_flag &= ~(PK_NOCLDWAIT | PK_CLDSIGIGN);
}

/** Dispositions of the process's own, where it has shared them. */
function sigactsunshare(p: Ref<Proc>): void {
  const old = p.p_sigacts;
  if (old.sa_refcnt === 1) return;
  old.sa_refcnt--;
  p.p_sigacts = alloc(sigacts_zone);
  p.p_sigacts.sa_refcnt = 1;
  p.p_sigacts.sa_ignored = old.sa_ignored;
  p.p_sigacts.sa_caught = old.sa_caught;
}

/** Whoever changes the table of program formats, as the load of a module does: keeps execs out while it sleeps. exec_add */
export function* sys_module_load(): Routine<number> {
  yield* rw_enter(k.exec_lock, RW_WRITER);
  yield* maySleep('exec_add');
  rw_exit(k.exec_lock);
  return 0;
}
