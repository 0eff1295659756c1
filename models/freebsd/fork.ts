/**
 * fork, vfork, rfork and pdfork. The numbers beside the code are lines of kern_fork.c.
 */
import {
  alloc, mayFail, maySleep, nil, require, sx_sunlock, sx_try_slock, sx_xlock, sx_xunlock, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U31, U4 } from '../../src/index.ts';
import { chgproccnt, proc_unset_cred } from './cred.ts';
import { do_fork } from './doFork.ts';
import { fdclose, procdesc_falloc } from './filedesc.ts';
import {
  FR2_DROPSIG_CAUGHT, FR2_PD_DAEMON, RFCFDG, RFFDG, RFFLAGS, RFKERNELONLY, RFMEM, RFPPWAIT, RFPROC, RFPROCDESC, RFSPAWN,
  RFTSIGFLAGS_MASK, RFTSIGNUM, RFTSIGZMB,
} from './forkFlags.ts';
import { sig_intr } from './issignal.ts';
import { fork_norfproc } from './norfproc.ts';
import { uma_zfree_proc } from './reap.ts';
import { thread_single, thread_single_end } from './single.ts';
import { sx_slock_sig } from './sleep.ts';
import {
  conf, EAGAIN, EFAULT, EINVAL, EMFILE, ENOMEM, ERESTART, k, NSIG, PROC_LOCK, PROC_UNLOCK, proc_zone, PRS_NORMAL,
  SINGLE_BOUNDARY,
} from './state.ts';
import type { Pgrp, Proc, Procdesc, Thread } from './state.ts';
import { thread_alloc, thread_link } from './thr.ts';

/** fork(2): a copy with its own memory and files. 99 */
export function* sys_fork(td: Ref<Thread>): Routine<number> {
  return yield* fork1(td, RFFDG | RFPROC, 0);
}

/** pdfork(2): a copy for which the caller gets a file descriptor. 117 */
export function* sys_pdfork(td: Ref<Thread>, pd_flags: U31): Routine<number> {
  const pid = yield* fork1(td, RFFDG | RFPROC | RFPROCDESC, pd_flags === 0 ? 0 : FR2_PD_DAEMON);
  // The child exists by now, and stays, and so does the file, whose number nobody has been told.
  if (pid > 0 && (yield* mayFail('copyout'))) return -EFAULT; // 138
  return pid;
}

/** vfork(2): the child borrows the memory, the parent waits for it. 143 */
export function* sys_vfork(td: Ref<Thread>): Routine<number> {
  return yield* fork1(td, RFFDG | RFPROC | RFPPWAIT | RFMEM, 0);
}

/** rfork(2): the caller says what is shared; RFSPAWN alone is a vfork that drops caught signals. 161 */
export function* sys_rfork(td: Ref<Thread>, flags: U31): Routine<number> {
  if ((flags & RFKERNELONLY) !== 0) return -EINVAL; // 168
  if ((flags & RFSPAWN) !== 0 && flags !== RFSPAWN) return -EINVAL; // 171
  if ((flags & RFSPAWN) !== 0) return yield* fork1(td, RFFDG | RFPROC | RFPPWAIT | RFMEM, FR2_DROPSIG_CAUGHT); // 176
  return yield* fork1(td, flags, 0);
}

/** Whether fork1 refuses the flag word out of hand. 872-886 */
function flags_are_bad(flags: U31): boolean {
  if ((flags & ~(RFFLAGS | RFTSIGFLAGS_MASK)) !== 0) return true; // 873
  if ((flags & RFTSIGFLAGS_MASK) !== 0 && (flags & RFTSIGZMB) === 0) return true; // 877
  if ((flags & (RFFDG | RFCFDG)) === (RFFDG | RFCFDG)) return true; // 881
  return (flags & RFTSIGZMB) !== 0 && RFTSIGNUM(flags) > NSIG; // 885
}

/**
 * Makes a process: counts it, keeps group signals out, allocates, lets do_fork build it. Returns its pid (0 without
 * RFPROC) or a negative errno. The caller holds no lock. 848
 */
export function* fork1(td: Ref<Thread>, flags: U31, flags2: U4): Routine<number> {
  if (flags_are_bad(flags)) return -EINVAL;
  if ((flags & RFPROC) === 0) return -(yield* fork_norfproc(td, flags)); // 908

  const p1 = td.td_proc;
  let newproc: Ref<Proc> = nil;
  let vm2 = false;
  let killsx_locked = false;
  let singlethreaded = false;
  let pg: Ref<Pgrp> = nil;
  let fp_procdesc: Ref<Procdesc> = nil;
  let error = 0;
  let pid = 0;

  cleanup: {
    fail2: {
      fail1: {
        fail0: {
          // Counted before anything can block, so that the limit holds however many forks are under way.
          yield 933;
          k.nprocs++;
          td.g_owes = 1;
          const nprocs_new = k.nprocs;
          if (nprocs_new >= conf.maxproc - conf.maxproc_root && (td.td_uid !== 0 || nprocs_new >= conf.maxproc)) {
            error = EAGAIN; // 937
            yield* sx_xlock(k.allproc_lock); // 938, for the message only
            sx_xunlock(k.allproc_lock); // 945
            break fail2;
          }

          // Someone may be signalling our group right now. Of several threads another one could be chosen to take the
          // signal, late, and the child would escape; so either hold the group still or stop the other threads.
          yield 957;
          pg = unlocked(p1).p_pgrp;
          yield 958;
          if (unlocked(p1).p_numthreads > 1) {
            if (yield* sx_try_slock(pg.pg_killsx)) {
              killsx_locked = true; // 960
            } else {
              yield* PROC_LOCK(p1); // 962
              if ((yield* thread_single(p1, SINGLE_BOUNDARY)) !== 0) {
                PROC_UNLOCK(p1); // 964
                error = ERESTART;
                break fail2;
              }
              PROC_UNLOCK(p1); // 968
              singlethreaded = true;
            }
          }
          if (!killsx_locked && (yield* sx_slock_sig(pg.pg_killsx)) !== 0) {
            error = ERESTART; // 978
            break fail2;
          }
          // An uncontended acquisition does not look at signals, and the group may have changed before it.
          yield 981;
          if (unlocked(p1).p_pgrp !== pg || (yield* sig_intr()) !== 0) {
            sx_sunlock(pg.pg_killsx); // 988
            killsx_locked = false;
            error = ERESTART;
            break fail2;
          }
          killsx_locked = true; // 993

          if ((flags & RFPROCDESC) !== 0) {
            yield 1002;
            if (yield* mayFail('procdesc_falloc')) {
              error = EMFILE; // 1005
              break fail2;
            }
            fp_procdesc = procdesc_falloc(td);
          }

          yield* maySleep('uma_zalloc');
          yield 1013;
          newproc = alloc(proc_zone);
          require('zone-exhausted', newproc !== nil, 'no free process slot');
          newproc.g_fresh = true;
          if (unlocked(newproc).p_threads.first === nil) {
            // Memory that was no process before says anything, and proc_init gives it no p_state.
            if (yield* mayFail('fresh_proc')) unlocked(newproc).p_state = PRS_NORMAL;
            if (yield* mayFail('thread_alloc')) {
              error = ENOMEM; // 1018
              break fail2;
            }
            thread_link(thread_alloc(), newproc); // 1021
          } else if (yield* mayFail('thread_recycle')) {
            error = ENOMEM; // 1023
            break fail2;
          }

          if ((flags & RFMEM) === 0) {
            yield* maySleep('vmspace_fork');
            if (yield* mayFail('vmspace_fork')) {
              error = ENOMEM; // 1031
              break fail2;
            }
            vm2 = true; // 1029
            k.vmspaces++;
            if (yield* mayFail('swap_reserve')) {
              error = ENOMEM; // 1042
              break fail2;
            }
          }

          unlocked(newproc).p_uid = td.td_uid; // 1052: the thread's cached credentials, not the process's
          newproc.p_ucred = true;
          k.ucreds++;
          if (yield* mayFail('racct_proc_fork')) {
            error = EAGAIN; // 1059
            break fail1;
          }
          newproc.p_klist = true; // 1066
          k.knlists++;

          yield 1074;
          if (!chgproccnt(td.td_uid, 1, conf.rlimit_nproc)) {
            if (td.td_uid !== 0) break fail0; // 1075
            chgproccnt(td.td_uid, 1, 0); // 1077
          }
          newproc.g_charged = true;

          pid = yield* do_fork(td, flags, flags2, newproc, fp_procdesc); // 1080
          break cleanup;
        }
        // fail0: what knlist_alloc gave is not given back here.
        error = EAGAIN; // 1084
        // racct_proc_exit 1088
      }
      proc_unset_cred(newproc, false); // 1090: fail1
    }
    // fail2
    if (vm2) k.vmspaces--; // 1093
    if (newproc !== nil) uma_zfree_proc(newproc); // 1094
    if (fp_procdesc !== nil) yield* fdclose(td, fp_procdesc); // 1096
    yield 1099;
    k.nprocs--;
    td.g_owes = 0;
  }
  yield 1101;
  if (killsx_locked) sx_sunlock(pg.pg_killsx); // 1102
  if (singlethreaded) {
    yield* PROC_LOCK(p1); // 1104
    thread_single_end(p1, SINGLE_BOUNDARY);
    PROC_UNLOCK(p1); // 1106
  }
  if (error === 0) return pid;
  yield 1109; // half a second of rest, with no lock held
  return -error;
}
