/** What becomes of the children of a process that exits. Labels name routines of kern_exit.c. */
import { KASSERT, nil, sleepq_abort, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lose_parent, proc_reparent, proc_reparentlocked, reap_child } from './reap.ts';
import { proc_childdrainend, proc_childdrainstart, proc_find, proc_ref_locked, proc_rele, proc_rele_locked } from './refs.ts';
import { psignal, threadsignal } from './signal.ts';
import { msleep } from './sleep.ts';
import {
  EINTR, k, P_LIST_DEADPARENT, P_LIST_WAITING, P_LTRACED, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SIGKILL, stat_wchan, SZOMB,
} from './state.ts';
import type { Proc } from './state.ts';

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
      lose_parent(q);
      proc_reparentlocked(q, k.initproc);
      proc_list_unlock(); // and taken again: proc_reparentlocked signals where it can
      yield* proc_list_lock();
    }
  }
  proc_childdrainend(p);
  proc_list_unlock();
}

/** A traced child goes back to its real parent, or to init, and is killed. The caller owns the list lock, and has it again. */
function* give_traced_away(q: Ref<Proc>, referenced: boolean): Routine {
  if (referenced && (yield* proc_ref_locked(q)) === nil) {
    // It exits, and is looked at again at once, and again: the list lock is owned all the time.
    yield* waitUntil(() => (unlocked(q).p_lflag & P_LTRACED) === 0, 'proc_exit: traced child');
    return;
  }
  proc_list_unlock();
  const opp = yield* proc_find(q.p_oppid);
  yield* proc_list_lock();
  q.p_oppid = 0;
  if (opp === nil) lose_parent(q);
  proc_list_unlock();
  yield* proc_reparent(q, opp === nil ? k.initproc : opp);
  if (opp !== nil) yield* proc_rele(opp);
  yield* proc_lock(q);
  q.p_lflag &= ~P_LTRACED;
  const thread = q.sigwait_thread;
  proc_unlock(q);
  if (thread !== nil) {
    yield 'proc_exit: clear_wait';
    sleepq_abort(thread, EINTR);
    yield* threadsignal(q, thread, SIGKILL);
  }
  yield* psignal(q, SIGKILL);
  yield* proc_list_lock();
  if (referenced) proc_rele_locked(q);
}
