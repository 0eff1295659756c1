/** Claims about what only this kernel has. */
import { allocated, always, count, every, halted, inside, leadsTo, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import type { ProcessTable } from '../../properties/index.ts';
import { pinsertchild } from './cloneproc.ts';
import { proc_exit, uthread_cleanup, vfork_exit_internal } from './exit.ts';
import { fork1_vfork, vfork_return } from './fork.ts';
import { enterpgrp } from './pgrp.ts';
import { pgfind_internal } from './pgrpRefs.ts';
import { reap_child } from './reap.ts';
import { is_hashed, pfind_locked } from './refs.ts';
import { psignal } from './signal.ts';
import {
  conf, contsigmask, ignored_by_default, k, P_LEXIT, P_LINVFORK, P_LIST_EXITED, P_LIST_INCREATE, P_LIST_PGRPTRANS, P_LVFORK, P_NOCLDWAIT, pgrp_zone, proc_zone, SIDL, stopsigmask,
  SZOMB, UT_VFORK, uthread_zone,
} from './state.ts';
import type { Pgrp, Proc, Uthread } from './state.ts';

function is_on(list: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let q = list; q !== nil; q = q.p_list) {
    if (q === p) return true;
  }
  return false;
}

export const exitedAreApart = always(
  'exited-are-apart',
  'a process is on one list at most: none while it is made, that of the dead exactly if it is marked as exited; a zombie is',
  () => every(proc_zone, (p) => !is_hashed(p) || lists_fit(p)),
);

function lists_fit(p: Ref<Proc>): boolean {
  const exited = (p.p_listflag & P_LIST_EXITED) !== 0;
  const created = (p.p_listflag & P_LIST_INCREATE) === 0;
  if (p.p_stat === SZOMB && !exited) return false;
  return is_on(k.zombproc.first, p) === exited && is_on(k.allproc.first, p) === (created && !exited);
}

export const vforksAreCounted = always(
  'vforks-are-counted',
  'a process is marked as a vfork parent exactly if it counts some, and counts as many as it has threads lent',
  () => every(proc_zone, (p) => !is_hashed(p) || p.p_mlock.mtx_owner !== nil || vforks_fit(p)),
);

function vforks_fit(p: Ref<Proc>): boolean {
  if ((p.p_lflag & P_LVFORK) !== 0 !== p.p_vforkcnt > 0) return false;
  if (some(uthread_zone, (ut) => inside(ut, fork1_vfork) || inside(ut, vfork_return))) return true;
  return p.p_vforkcnt === count(uthread_zone, (ut) => is_lent(ut) && ut.uu_task !== nil && ut.uu_task.bsd_info === p);
}

function is_lent(ut: Ref<Uthread>): boolean {
  return (ut.uu_flag & UT_VFORK) !== 0 && (!halted(ut) || ut.uu_userstate !== nil);
}

export const vforkChildHasAThread = always(
  'vfork-child-has-a-thread',
  'a process is a vfork child exactly if it names a thread, which is the process, or is just about to be its parent again',
  () => every(proc_zone, (p) => !is_hashed(p) || p.p_mlock.mtx_owner !== nil || borrowed_fits(p)),
);

function borrowed_fits(p: Ref<Proc>): boolean {
  if ((p.p_lflag & P_LINVFORK) !== 0 !== (p.p_vforkact !== nil)) return false;
  return p.p_vforkact === nil || is_the_process(p.p_vforkact, p);
}

function is_the_process(ut: Ref<Uthread>, p: Ref<Proc>): boolean {
  return ut.uu_task !== nil && (ut.uu_proc === p || inside(ut, fork1_vfork) || inside(ut, vfork_return));
}

export const vforkChildrenAreNotEnded = always(
  'vfork-children-are-not-ended',
  'no vfork child is ended because the thread that it has ends',
  () => !some(uthread_zone, (ut) => inside(ut, uthread_cleanup) && inside(ut, vfork_exit_internal)),
);

export const threadKnowsWhoItIs = always(
  'thread-knows-who-it-is',
  'a process that is marked as the child of a thread exists, and that thread returns as a child only while it is one',
  () => every(uthread_zone, (ut) => !ut.g_confused && (halted(ut) || ut.uu_proc === nil || allocated(ut.uu_proc))),
);

export const listedThreadsAreThere = always(
  'listed-threads-are-there',
  'a thread that a process lists has not ended, and its task is that of the process',
  () => every(proc_zone, (p) => lists_its_own(p)),
);

function lists_its_own(p: Ref<Proc>): boolean {
  for (let ut = p.p_uthlist.first; ut !== nil; ut = ut.uu_list) {
    if (ut.uu_task === nil || ut.uu_task.bsd_info !== p) return false;
  }
  return true;
}

export const membersAreCounted = always(
  'members-are-counted',
  'while nobody has its lock, a group counts as many members as it lists',
  () => every(pgrp_zone, (pg) => pg.pg_mlock.mtx_owner !== nil || pg.pg_membercnt === members(pg)),
);

function members(pg: Ref<Pgrp>): number {
  let n = 0;
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) n++;
  return n;
}

export const groupIdsAreUnique = always(
  'group-ids-are-unique',
  'no two groups that can be found by their number have the same one',
  () => {
    for (let pg = k.pgrphash.first; pg !== nil; pg = pg.pg_hash) if (pgfind_internal(pg.pg_id) !== pg) return false;
    return true;
  },
);

export const sessionsHaveTheirLeaders = always(
  'sessions-have-their-leaders',
  'a process that has been told that it leads a session is in it, unless it exits',
  () => every(proc_zone, (p) => !p.g_leads || exits(p) || (p.p_listflag & P_LIST_PGRPTRANS) !== 0 || leads(p)),
);

function exits(p: Ref<Proc>): boolean {
  return (p.p_lflag & P_LEXIT) !== 0;
}

function leads(p: Ref<Proc>): boolean {
  return p.p_pgrp !== nil && p.p_pgrp.pg_session.s_leader === p;
}

export const whoExitsIsThere = always(
  'who-exits-is-there',
  'while a process lives, a thread that has the right to end it exists',
  () => every(proc_zone, (p) => !is_hashed(p) || p.exit_thread === nil || exits(p) || has_not_ended(p.exit_thread)),
);

function has_not_ended(ut: Ref<Uthread>): boolean {
  return !halted(ut) && ut.uu_task !== nil;
}

export const acceptedSignalsWait = always(
  'accepted-signals-wait',
  'a signal that has been accepted for a process waits at one of its threads, or has been left by one, until the process takes it',
  () => every(proc_zone, (p) => !is_hashed(p) || p.p_mlock.mtx_owner !== nil || is_dying(p) || (p.g_accepted & ~waiting(p)) === 0),
);

/** Whether it ends in any case: a thread of its own, and not of a vfork child, has a signal that ends it. The rest may be forgotten. */
function is_dying(p: Ref<Proc>): boolean {
  if (exits(p) || p.exit_thread !== nil) return true;
  return some(uthread_zone, (ut) => ut.uu_task !== nil && ut.uu_task.bsd_info === p && (ut.uu_flag & UT_VFORK) === 0 && ut.aborted && deadly(p, ut) !== 0);
}

function deadly(p: Ref<Proc>, ut: Ref<Uthread>): number {
  return ut.uu_siglist & ~ut.uu_sigmask & ~p.p_sigcatch & ~p.p_sigignore & ~(stopsigmask | contsigmask | ignored_by_default);
}

/** The signals that wait for a process, at whoever is one of its threads. */
function waiting(p: Ref<Proc>): number {
  let set = p.p_siglist;
  for (let i = 1; i <= uthread_zone.slots; i++) {
    const ut = uthread_zone.at(i);
    if (allocated(ut) && ut.uu_task !== nil && (ut.uu_task.bsd_info === p || ut.uu_proc === p)) set |= ut.uu_siglist;
  }
  return set;
}

export const notedExitsAreZombies = always(
  'noted-exits-are-zombies',
  'a process whose exit has been noted can be waited for',
  () => every(proc_zone, (p) => !is_hashed(p) || p.p_pid !== k.note_exit || p.p_stat === SZOMB),
);

export const reportsFitTogether = always(
  'reports-fit-together',
  'while nobody reports, what a parent knows of its last report is all of the same child',
  () => every(proc_zone, (p) => !is_hashed(p) || some(uthread_zone, (ut) => inside(ut, psignal)) || every(proc_zone, (c) => report_fits(p, c))),
);

function report_fits(p: Ref<Proc>, child: Ref<Proc>): boolean {
  return child.p_pptr !== p || child.p_pid !== p.si_pid || child.g_code === p.si_code;
}

export const endsAreToldOnce = always(
  'ends-are-told-once',
  'wait tells nobody twice of the end of a process',
  () => every(proc_zone, (p) => !p.g_toldtwice),
);

export const childrenAreNotDenied = always(
  'children-are-not-denied',
  'wait does not say that there are no children while somebody else traces one',
  () => every(uthread_zone, (ut) => !ut.g_denied),
);

export const maskFitsTable = always(
  'mask-fits-table',
  'while nobody changes them, the signals that a process catches are those that it has a handler for',
  () => every(proc_zone, (p) => !is_hashed(p) || p.p_stat === SIDL || p.p_mlock.mtx_owner !== nil || p.p_sigcatch === p.ps_catch),
);

export const jobsAreCounted = always(
  'jobs-are-counted',
  'while nobody enters or leaves one, a group counts its live members whose parent is in another group of the session',
  () => some(uthread_zone, (ut) => moves(ut)) || every(pgrp_zone, (pg) => pg.g_orphans || pg.pg_jobc === jobs(pg)),
);

function moves(ut: Ref<Uthread>): boolean {
  return inside(ut, enterpgrp) || inside(ut, proc_exit) || inside(ut, vfork_exit_internal) || inside(ut, pinsertchild) || inside(ut, reap_child);
}

function jobs(pg: Ref<Pgrp>): number {
  let n = 0;
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    const pp = real_parent(p);
    const his = pp === nil || p.p_stat === SZOMB ? nil : pp.p_pgrp;
    if (his !== nil && his !== pg && his.pg_session === pg.pg_session) n++;
  }
  return n;
}

/** A tracer is nobody's parent for job control. */
function real_parent(p: Ref<Proc>): Ref<Proc> {
  return p.p_oppid === 0 ? p.p_pptr : pfind_locked(p.p_oppid);
}

/** Where SIGCHLD is ignored, nobody will wait. */
export const unwantedZombieGoes = leadsTo<ProcessTable>(
  'unwanted-zombie-goes',
  'a zombie whose parent ignores SIGCHLD is reaped',
  (_, p) => is_unwanted(proc_zone.at(p)),
  (_, p) => !is_unwanted(proc_zone.at(p)),
  { each: (table) => table.processSlots() },
);

function is_unwanted(p: Ref<Proc>): boolean {
  return is_hashed(p) && p.p_stat === SZOMB && p.p_pptr !== nil && (p.p_pptr.p_flag & P_NOCLDWAIT) !== 0;
}

export const lastSlotIsRoots = always(
  'last-slot-is-roots',
  'as long as there are only users without privilege beside init, they leave one process to the privileged one',
  () => some(proc_zone, (p) => p !== k.initproc && p.p_uid === 0) || k.nprocs <= conf.maxproc - 1,
);

/** A fork that is about to be refused is counted for a moment, and has no process that shows it. */
export const userLimitHolds = always(
  'user-limit-holds',
  'no user without privilege has more processes than the limit allows',
  () => conf.rlimit_nproc === 0 || count(proc_zone, (p) => is_hashed(p) && p.p_uid !== 0) <= conf.rlimit_nproc,
);

export const xnuProperties: readonly Property[] = [
  exitedAreApart,
  vforksAreCounted,
  vforkChildHasAThread,
  threadKnowsWhoItIs,
  vforkChildrenAreNotEnded,
  listedThreadsAreThere,
  membersAreCounted,
  groupIdsAreUnique,
  sessionsHaveTheirLeaders,
  whoExitsIsThere,
  acceptedSignalsWait,
  notedExitsAreZombies,
  reportsFitTogether,
  endsAreToldOnce,
  childrenAreNotDenied,
  maskFitsTable,
  jobsAreCounted,
  lastSlotIsRoots,
  userLimitHolds,
];
