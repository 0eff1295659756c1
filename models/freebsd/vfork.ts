/** vfork's wait for the child, and the first steps of a new process. The numbers are lines of kern_fork.c. */
import { cv_timedwait, KASSERT, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { P_PPWAIT, PROC_LOCK, PROC_UNLOCK, PRS_NORMAL, TDP_RFPPWAIT } from './state.ts';
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
  // TDB_VFORK: the debugger's stop at the end of a vfork. 839
  td.td_rfppwait_p = nil; // the kernel leaves it, and never looks at it again
}

/** The first code of a new process: it was started by sched_add in do_fork. 1118 */
export function fork_exit(td: Ref<Thread>): void {
  KASSERT(unlocked(td.td_proc).p_state === PRS_NORMAL, 'fork_exit: the process is still new (A4)'); // 1129
  fork_return(td); // 1153
  // P_KPROC: a kernel process that returns from its main function would end here. 1159
}

/** The back end of a system call for a new process. 1183 */
export function fork_return(_td: Ref<Thread>): void {
  // TDB_STOPATFORK, P_TRACED: the debugger's stop of a new process. 1188-1216
  // A jail that was killed meanwhile takes the process with it: exit1(td, 0, SIGKILL). 1221
}
