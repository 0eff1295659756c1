/** What becomes of the children of a process that exits. Labels name routines of kern_exit.c. */
import { addressOf, KASSERT, nil, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { proc_reparentlocked, reap_child } from './reap.ts';
import { pfind_locked, proc_childdrainend, proc_childdrainstart, proc_ref_locked, proc_rele, proc_rele_locked } from './refs.ts';
import { psignal } from './signal.ts';
import { msleep } from './sleep.ts';
import {
  k, P_LIST_DEADPARENT, P_LIST_WAITING, P_LTRACED, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SIGKILL, SRUN,
  stat_wchan, SZOMB,
} from './state.ts';
import type { Proc } from './state.ts';
import { task_resume_internal } from './task.ts';

/** Until there are none: zombies are reaped, traced ones killed, the others go to init. `referenced` says whether traced ones are held meanwhile. */
export function* give_children_away(p: Ref<Proc>, referenced: boolean): Routine {
  yield* proc_list_lock();
  yield* proc_childdrainstart(p);
  for (let q = p.p_children.first; q !== nil; q = p.p_children.first) {
    KASSERT(q.p_pptr === p, 'proc_exit: a child has another parent');
    if (q.p_stat === SZOMB) {
      while ((q.p_listflag & P_LIST_WAITING) !== 0) yield* msleep(stat_wchan(q), k.proc_list_mlock);
      q.p_listflag |= P_LIST_WAITING;
      const orphan = (q.p_listflag & P_LIST_DEADPARENT) !== 0;
      proc_list_unlock();
      yield* reap_child(p, q, true, orphan);
      yield* proc_list_lock();
    } else if ((unlocked(q).p_lflag & P_LTRACED) !== 0) {
      yield* give_traced_away(q, referenced);
    } else {
      q.p_listflag |= P_LIST_DEADPARENT;
      proc_reparentlocked(q, k.initproc);
    }
  }
  proc_childdrainend(p);
  proc_list_unlock();
}

/** A traced child goes back to its real parent, or to init, and is killed. The caller owns the list lock, and has it again. */
function* give_traced_away(q: Ref<Proc>, referenced: boolean): Routine {
  if (referenced && (yield* proc_ref_locked(q)) === nil) {
    // It exits, and is looked at again at once.
    proc_list_unlock();
    yield 'proc_exit: traced child';
    yield* proc_list_lock();
    return;
  }
  proc_list_unlock();
  yield* proc_lock(q);
  const oppid = q.p_oppid;
  q.p_oppid = 0;
  q.p_lflag &= ~P_LTRACED;
  proc_unlock(q);
  yield* proc_list_lock();
  const old = oppid === 0 ? nil : yield* proc_ref_locked(pfind_locked(oppid));
  if (old !== nil) {
    proc_reparentlocked(q, old);
    proc_rele_locked(old);
  } else {
    q.p_listflag |= P_LIST_DEADPARENT;
    proc_reparentlocked(q, k.initproc);
  }
  proc_list_unlock();
  yield* proc_lock(q);
  let stopped = false;
  if (q.sigwait_thread !== nil) {
    stopped = true;
    q.p_stat = SRUN;
    task_resume_internal(q.task);
    q.sigwait_thread = nil;
  }
  proc_unlock(q);
  if (stopped) wakeup(addressOf(q.p_xstat));
  yield* psignal(q, SIGKILL);
  if (referenced) yield* proc_rele(q);
  yield* proc_list_lock();
}
