/** Claims about what only this kernel has. */
import { allocated, always, count, every, halted, inside, leadsTo, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import type { ProcessTable } from '../../properties/index.ts';
import { uthread_cleanup, vfork_exit_internal } from './exit.ts';
import { fork1_vfork, vfork_return } from './fork.ts';
import { pgfind_internal } from './pgrpRefs.ts';
import { is_hashed } from './refs.ts';
import {
  conf, k, P_LEXIT, P_LINVFORK, P_LIST_EXITED, P_LIST_INCREATE, P_LIST_PGRPTRANS, P_LVFORK, P_NOCLDWAIT, pgrp_zone, proc_zone, SZOMB,
  UT_VFORK, uthread_zone,
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

export const xnuProperties: readonly Property[] = [
  exitedAreApart,
  vforksAreCounted,
  vforkChildHasAThread,
  threadKnowsWhoItIs,
  vforkChildrenAreNotEnded,
  membersAreCounted,
  groupIdsAreUnique,
  sessionsHaveTheirLeaders,
  whoExitsIsThere,
  lastSlotIsRoots,
];
