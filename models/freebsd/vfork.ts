/** vfork's wait for the child, and the first steps of a new process. The numbers are lines of kern_fork.c. */
import { cv_timedwait, KASSERT, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { ptracestop } from './ptracestop.ts';
import {
  P_PPWAIT, P_TRACED, PROC_LOCK, PROC_UNLOCK, PRS_NORMAL, PTRACE_SCX, PTRACE_VFORK, SIGSTOP, SIGTRAP, TDB_BORN, TDB_FSTP, TDB_STOPATFORK,
  TDP_RFPPWAIT,
} from './state.ts';
import type { Thread } from './state.ts';
import { thread_suspend_check, thread_suspend_check_needed } from './suspend.ts';

/**
 * Waits until the child that borrows our memory has executed or exited. Runs on return to user mode, before signals are
 * looked at, with no lock held. 804
 */
export function* ast_vfork(td: Ref<Thread>): Routine {
  KASSERT((td.td_pflags & TDP_RFPPWAIT) !== 0, 'ast_vfork: not waiting for a child (A5)'); // 808
  const p = td.td_proc;
  td.td_pflags &= ~TDP_RFPPWAIT; // 821
  // A bare pointer: nothing keeps the child from being reaped and its struct from becoming somebody else.
  const p2 = td.td_rfppwait_p; // 822
  again: for (;;) {
    yield* PROC_LOCK(p2); // 824
    while ((p2.p_flag & P_PPWAIT) !== 0) {
      yield* PROC_LOCK(p); // 826
      if (thread_suspend_check_needed()) {
        PROC_UNLOCK(p2); // 828
        yield* thread_suspend_check(0);
        PROC_UNLOCK(p); // 830
        continue again;
      }
      PROC_UNLOCK(p); // 833
      yield* cv_timedwait(p2.p_pwait, p2.p_mtx); // 835: uninterruptible; the second it lasts at most is for suspension
    }
    break;
  }
  PROC_UNLOCK(p2); // 837
  // TDB_VFORK is set after every vfork: a first look at the event without the lock saves a step.
  if ((unlocked(p).p_ptevents & PTRACE_VFORK) !== 0) { // 839
    yield* PROC_LOCK(p); // 840
    if ((p.p_ptevents & PTRACE_VFORK) !== 0) yield* ptracestop(td, SIGTRAP, false);
    PROC_UNLOCK(p); // 844
  }
  td.td_rfppwait_p = nil; // the kernel leaves it, and never looks at it again
}

/** The first code of a new process: it was started by sched_add in do_fork. 1118 */
export function* fork_exit(td: Ref<Thread>): Routine {
  KASSERT(unlocked(td.td_proc).p_state === PRS_NORMAL, 'fork_exit: the process is still new (A4)'); // 1129
  yield* fork_return(td); // 1153
  // P_KPROC: a kernel process that returns from its main function would end here. 1159
}

/** The back end of a system call for a new process, or a new thread. 1183 */
function* fork_return(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  if ((td.td_dbgflags & TDB_STOPATFORK) !== 0) { // 1188
    yield* PROC_LOCK(p); // 1189
    if ((p.p_flag & P_TRACED) !== 0) {
      td.td_dbgflags |= TDB_FSTP; // 1194
      yield* ptracestop(td, SIGSTOP, false);
    } else {
      td.td_dbgflags &= ~TDB_STOPATFORK; // the debugger has gone. 1201
    }
    PROC_UNLOCK(p); // 1203
  } else if ((unlocked(p).p_flag & P_TRACED) !== 0) { // 1204
    yield* PROC_LOCK(p); // 1209
    if ((p.p_ptevents & PTRACE_SCX) !== 0 || (td.td_dbgflags & TDB_BORN) !== 0) yield* ptracestop(td, SIGTRAP, false); // 1211
    td.td_dbgflags &= ~TDB_BORN; // 1214
    PROC_UNLOCK(p);
  }
  // A jail that was killed meanwhile takes the process with it: exit1(td, 0, SIGKILL). 1221
}
