/** Claims about what only this kernel has: references to PIDs, lists of news and of next of kin, holds, barriers. */
import { allocated, always, contains, count, cv_wchan, every, inside, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import { cfork } from './cfork.ts';
import { exec_common } from './exec.ts';
import { exit, lwp_exit, psig } from './exit.ts';
import { bad } from './getproc.ts';
import { issig_forreal } from './issig.ts';
import { lwp_wait, zombie_for } from './lwpwait.ts';
import { is_linked } from './pgrp.ts';
import { look_at } from './pid.ts';
import { coreadm } from './others.ts';
import { pool_bind } from './pool.ts';
import { prregs, prrun, prstop } from './prcontrol.ts';
import { upcount_inc } from './resources.ts';
import {
  CLDPEND, conf, k, lwp_zone, lwpent_zone, corectl_zone, cred_zone, P_PR_LOCK, PBWAIT, PEXITED, pid_zone, pool_zone, proc_zone, procdir, SEXITING, SEXITLWPS, sess_zone, SFORKING, SIGCLD, sigismember, SIGKILL, SIGTERM, SKILLED, SRUN, SVFWAIT, SZOMB,
  task_zone, TP_DAEMON, TP_HOLDLWP, vnode_zone,
} from './state.ts';
import type { Lwpent, Pid, Proc } from './state.ts';
import { sigaction } from './sigaction.ts';
import { in_user_mode, syslwp_create } from './syscall.ts';
import { ids_are_quiet, in_table, live_lwp, lwps_are_quiet, resources_move, sessions_with, tree_is_quiet } from './table.ts';
import { is_new } from './thread.ts';
import { waitid } from './wait.ts';

/** N1. */
export const listIsCounted = always(
  'list-is-counted',
  'while nobody changes the tree, nproc is the number of processes on practive, and one for sched',
  () => !tree_is_quiet() || some(lwp_zone, (t) => inside(t, upcount_inc)) || listed() + 1 === k.nproc,
);

function listed(): number {
  let n = 0;
  for (let p = k.practive.first; p !== nil; p = p.p_next) n++;
  return n;
}

/** N4. */
export const pidReferencesAreExact = always(
  'pid-references-are-exact',
  'while nobody changes the numbers, a PID has a reference for its process, one for its group, one for each session that bears it, and one for each driver',
  () => !ids_are_quiet() || every(pid_zone, (pidp) => !pidp.g_hashed || pidp.pid_ref === references(pidp)),
);

function references(pidp: Ref<Pid>): number {
  return (pidp.pid_prinactive ? 0 : 1) + (pidp.pid_pglink.first === nil ? 0 : 1) + sessions_with(pidp) + pidp.g_drivers;
}

/** N2. */
export const entriesAreFree = always(
  'entries-are-free',
  'while nobody changes the numbers, the entries of the process table that no process has are on the free list',
  () => !ids_are_quiet() || free_entries() === procdir.slots - count(proc_zone, (p) => p.g_numbered),
);

function free_entries(): number {
  let n = 0;
  for (let pep = k.procentfree; pep !== nil; pep = pep.pe_next) n++;
  return n;
}

/** N5. */
export const newsHasTheZombies = always(
  'news-has-the-zombies',
  'while nobody changes the tree, the list of children with news has the zombies among them and nobody else',
  () => !tree_is_quiet() || every(proc_zone, (p) => p.p_parent === nil || p.p_stat === 0 || contains(p.p_parent.p_child_ns, p, 'p_sibling_ns') === (p.p_stat === SZOMB)),
);

export const siblingsPointBack = always(
  'siblings-point-back',
  'while nobody changes the tree, the back link of a child is the child before it, and the first one has none',
  () => !tree_is_quiet() || every(proc_zone, (p) => links_fit(p)),
);

function links_fit(p: Ref<Proc>): boolean {
  if (p.p_child !== nil && (!allocated(p.p_child) || p.p_child.p_psibling !== nil)) return false;
  return p.p_sibling === nil || p.p_sibling.p_psibling === p;
}

/** N6. */
export const kinListTheirOrphans = always(
  'kin-list-their-orphans',
  'while nobody changes the tree, a process lists those whose next of kin it is and no others, and no next of kin is gone',
  () => !tree_is_quiet() || every(proc_zone, (p) => every(proc_zone, (q) => contains(q.p_orphan, p, 'p_nextorph') === (p.p_nextofkin === q)) && has_kin(p)),
);

function has_kin(p: Ref<Proc>): boolean {
  if (p.p_nextofkin !== nil && !allocated(p.p_nextofkin)) return false;
  return p.p_orphan.first === nil || allocated(p.p_orphan.first);
}

/** N17. */
export const groupsAreOfOneSession = always(
  'groups-are-of-one-session',
  'while nobody changes the tree, all members of a group are of one session',
  () => !tree_is_quiet() || every(pid_zone, (pidp) => every(proc_zone, (p) => p.p_pgidp !== pidp || p.p_sessp === pidp.pid_pglink.first.p_sessp)),
);

export const sessionsCountTheirProcesses = always(
  'sessions-count-their-processes',
  'while nobody changes the tree, a session has counted the processes that are in it',
  () => !tree_is_quiet() || every(sess_zone, (s) => s.s_ref === 0 || s.s_ref === count(proc_zone, (p) => p.p_sessp === s) + (s.s_sidp.pid_id === 0 ? 1 : 0)),
);

export const orphansAreMarked = always(
  'orphans-are-marked',
  'while nobody changes the tree, a group is marked as an orphan exactly if no member has a parent in another group of the session',
  () => !tree_is_quiet() || every(pid_zone, (pidp) => pidp.pid_pglink.first === nil || pidp.pid_pgorphaned !== is_kept(pidp)),
);

function is_kept(pidp: Ref<Pid>): boolean {
  return some(proc_zone, (p) => p.p_pgidp === pidp && is_linked(p));
}

/** N9. */
export const memoryIsThere = always(
  'memory-is-there',
  'a process with an LWP in user mode has memory, and it has not been freed',
  () => {
    for (let i = 1; i <= lwp_zone.slots; i++) {
      if (!live_lwp(i) || !in_user_mode(lwp_zone.at(i))) continue;
      const as = lwp_zone.at(i).t_procp.p_as;
      if (as === nil || !allocated(as)) return false;
    }
    return true;
  },
);

/** N9. */
export const borrowedMemoryIsLeftAlone = always(
  'borrowed-memory-is-left-alone',
  'while a vfork child has the memory of its parent, no LWP of the parent is in user mode',
  () => every(proc_zone, (p) => p.g_vfwaiter === nil || p.p_stat !== SRUN || !some(lwp_zone, (t) => t.t_procp === p.g_vfwaiter.t_procp && in_user_mode(t))),
);

/** What vfork puts aside comes back, whichever way it ends. */
export const watchedPagesCatch = always(
  'watched-pages-catch',
  'a process with an LWP in user mode, whose memory is watched and not lent, catches who touches it',
  () => {
    for (let i = 1; i <= lwp_zone.slots; i++) {
      if (!live_lwp(i) || !in_user_mode(lwp_zone.at(i))) continue;
      const p = lwp_zone.at(i).t_procp;
      if (p.p_warea && (p.p_flag & SVFWAIT) === 0 && !(p.p_as.a_wpage && p.p_as.a_caught)) return false;
    }
    return true;
  },
);

/** N14. */
export const holdsHaveOwners = always(
  'holds-have-owners',
  'while no process is made or ends, there are as many holds on files, directories and executables, and sets of controls and of helpers, as processes have',
  () => resources_move() || (count(proc_zone, (p) => p.u_files) === k.f_count && every(vnode_zone, (vp) => vp.v_count === 1 + count(proc_zone, (p) => p.u_cdir === vp)) &&
    count(proc_zone, (p) => p.p_exec) === k.v_exec && count(proc_zone, (p) => p.p_rctls) === k.rctls && count(proc_zone, (p) => p.p_dtrace_helpers) === k.dtrace_helpers),
);

export const referencesAreCounted = always(
  'references-are-counted',
  'while no process is made, bound, or ends, pools, tasks and settings for core dumps have counted who has them, and credentials belong to processes',
  () => {
    if (resources_move() || !tree_is_quiet() || some(lwp_zone, (t) => inside(t, pool_bind) || inside(t, coreadm))) return true;
    if (!every(pool_zone, (pool) => pool.pool_ref === 1 + count(proc_zone, (p) => p.p_pool === pool && (p.p_poolflag & PEXITED) === 0))) return false;
    if (!every(task_zone, (tk) => tk.tk_hold_count - count(proc_zone, (p) => p.p_task === tk && p.p_stat === SRUN) === (tk === task_zone.at(1) ? 1 : 0))) return false;
    return count(cred_zone, () => true) === count(proc_zone, (p) => p.p_cred !== nil) && every(corectl_zone, (ccp) => ccp.ccp_ref === count(proc_zone, (p) => p.p_corefile === ccp) + (ccp === corectl_zone.at(1) ? 1 : 0));
  },
);

export const forkingIsForked = always(
  'forking-is-forked',
  'a process that is marked as one whose memory is being copied has an LWP that forks',
  () => every(proc_zone, (p) => (p.p_flag & SFORKING) === 0 || some(lwp_zone, (t) => t.t_procp === p && inside(t, cfork))),
);

export const failuresPendForSomebody = always(
  'failures-pend-for-somebody',
  'as many forks are on record as failing as there are LWPs on their way out of one, at most',
  () => k.fork_fail_pending <= count(lwp_zone, (t) => inside(t, bad)),
);

/** N15. */
export const barrierHasABinder = always(
  'barrier-has-a-binder',
  'a process whose barrier is up is being bound by somebody',
  () => k.pool_lock.mtx_owner !== nil || every(proc_zone, (p) => (p.p_poolflag & PBWAIT) === 0),
);

/** I12. */
export const lwpsFollowTheirProcess = always(
  'lwps-follow-their-process',
  'while nobody binds anything, the LWPs of a process run on the processors of the pool that it is bound to',
  () => k.pool_lock.mtx_owner !== nil || every(lwp_zone, (t) => t.t_procp === nil || t.t_procp.p_stat !== SRUN || t.t_procp.p_pool === t.t_pool || (t.t_procp.p_flag & SEXITING) !== 0),
);

export const loweredBarrierLetsAllGo = always(
  'lowered-barrier-lets-all-go',
  'while nobody changes a process, no LWP of it waits for a barrier that is down',
  () => every(proc_zone, (p) => !in_table(p) || !lwps_are_quiet(p) || (p.p_poolflag & PBWAIT) !== 0 || !some(lwp_zone, (t) => t.td_wchan === cv_wchan(p.p_poolcv))),
);

export const keepersExist = always(
  'keepers-exist',
  'a process that is locked, or whose barrier is kept, is so by an LWP that is in a routine for that',
  () => every(proc_zone, (p) => !in_table(p) || !lwps_are_quiet(p) || ((p.p_proc_flag & P_PR_LOCK) === 0 || is_looked_at(p)) && (p.p_poolcnt === 0 || keeps_barrier(p))),
);

function is_looked_at(p: Ref<Proc>): boolean {
  return some(lwp_zone, (t) => inside(t, look_at) || inside(t, prstop) || inside(t, prrun) || inside(t, prregs) || (t.t_procp === p && inside(t, cfork)));
}

function keeps_barrier(p: Ref<Proc>): boolean {
  return some(lwp_zone, (t) => t.t_procp === p && (inside(t, cfork) || inside(t, exec_common) || inside(t, exit) || inside(t, lwp_exit) || inside(t, syslwp_create)));
}

/** N16. */
export const zombiesHaveExited = always(
  'zombies-have-exited',
  'a zombie has said that it exits, and has no LWPs, no memory and no LWP that holds it',
  () => every(proc_zone, (p) => !in_table(p) || p.p_stat !== SZOMB || is_empty(p)),
);

function is_empty(p: Ref<Proc>): boolean {
  return (p.p_flag & SEXITING) !== 0 && p.p_tlist.first === nil && p.p_as === nil && (p.p_proc_flag & P_PR_LOCK) === 0;
}

/** N18: whoever follows a pointer of a live process finds something. */
export const completeProcessesAreComplete = always(
  'complete-processes-are-complete',
  'a process that runs has a group, a credential, a zone, a contract, a task, a session and settings for core dumps, none of them freed',
  () => every(proc_zone, (p) => !in_table(p) || p.p_stat !== SRUN || is_complete(p)),
);

function is_complete(p: Ref<Proc>): boolean {
  if (p.p_cred === nil || p.p_zone === nil || p.p_task === nil || !allocated(p.p_task)) return false;
  return !tree_is_quiet() || (p.p_pgidp !== nil && allocated(p.p_pgidp) && allocated(p.p_sessp) && has_corefile(p));
}

/** Processes that the kernel has made have none. */
function has_corefile(p: Ref<Proc>): boolean {
  return p.p_corefile === nil || allocated(p.p_corefile);
}

export const usersKeepTheirLimit = always(
  'users-keep-their-limit',
  'no user but the privileged one has more processes than one may have',
  () => {
    for (let uid = 1; uid < conf.uids; uid++) if (k.up_count[uid]! > conf.v_maxup) return false;
    return true;
  },
);

export const pidsAreInRange = always(
  'pids-are-in-range',
  'no PID is the limit, or beyond it',
  () => every(pid_zone, (pidp) => pidp.pid_id < conf.maxpid),
);

/** N7, of lwp_suspend. */
export const suspensionIsWanted = always(
  'suspension-is-wanted',
  'an LWP that has started, of a process that goes on, is to be suspended only if somebody has asked for that, and has neither been refused nor taken it back',
  () => every(lwp_zone, (t) => t.t_procp === nil || is_new(t) || (t.t_proc_flag & TP_HOLDLWP) === 0 || t.g_asked || (t.t_procp.p_flag & (SEXITLWPS | SKILLED)) !== 0),
);

/** The directory that fork copies, and that lwp_wait looks at. */
export const lwpDirectoryIsExact = always(
  'lwp-directory-is-exact',
  'while nobody changes a process, its directory has its LWPs by their numbers, and as many zombies as are counted',
  () => every(proc_zone, (p) => !in_table(p) || p.p_stat !== SRUN || !lwps_are_quiet(p) || directory_fits(p)),
);

function directory_fits(p: Ref<Proc>): boolean {
  let zombies = 0;
  let live = 0;
  for (let lep = p.p_lwpdir.first; lep !== nil; lep = lep.ld_next) {
    if (lep.le_thread === nil) zombies++;
    else if (lep.le_thread.t_procp === p && lep.le_thread.t_tid === lep.le_lwpid) live++;
  }
  return zombies === p.p_zombcnt && live === p.p_lwpcnt;
}

export const lwpNumbersDiffer = always(
  'lwp-numbers-differ',
  'no two LWPs of a process, zombies included, have one number',
  () => every(lwpent_zone, (lep) => lep.ld_next === nil || !numbered_after(lep, lep.le_lwpid)),
);

function numbered_after(lep: Ref<Lwpent>, lwpid: number): boolean {
  for (let q = lep.ld_next; q !== nil; q = q.ld_next) if (q.le_lwpid === lwpid) return true;
  return false;
}

export const lwpEntriesHaveOwners = always(
  'lwp-entries-have-owners',
  'every entry for an LWP is in the directory of a process',
  () => every(lwpent_zone, (lep) => some(proc_zone, (p) => contains(p.p_lwpdir, lep, 'ld_next'))),
);

export const lwpCountsAreExact = always(
  'lwp-counts-are-exact',
  'while nobody changes a process, it has counted its LWPs that do not keep it alive, and those that wait for others',
  () => every(proc_zone, (p) => !in_table(p) || p.p_stat !== SRUN || !lwps_are_quiet(p) || p.p_tlist.first === nil || counts_fit(p)),
);

function counts_fit(p: Ref<Proc>): boolean {
  let daemons = 0;
  let waiting = 0;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if ((t.t_proc_flag & TP_DAEMON) !== 0) daemons++;
    if (t.t_waitfor !== -1) waiting++;
  }
  return daemons === p.p_lwpdaemon && waiting === p.p_lwpwait;
}

export const noZombieLwpIsSleptThrough = always(
  'no-zombie-lwp-is-slept-through',
  'while nobody changes a process, no LWP of it sleeps in a wait for one that has exited',
  () => every(lwp_zone, (t) => t.t_procp === nil || !inside(t, lwp_wait) || t.td_wchan === 0 || !lwps_are_quiet(t.t_procp) || zombie_for(t) === nil),
);

/** CLDPEND. */
export const newsIsPassedOn = always(
  'news-is-passed-on',
  'while nobody changes the tree, the news of a zombie is kept back only if its parent does not catch SIGCLD, has one, or is about to ask',
  () => !tree_is_quiet() || every(proc_zone, (p) => p.p_stat !== SZOMB || (p.p_pidflag & CLDPEND) === 0 || is_busy_with_news(p.p_parent)),
);

function is_busy_with_news(pp: Ref<Proc>): boolean {
  if (!sigismember(pp.u_caught, SIGCLD) || sigismember(pp.p_sig, SIGCLD)) return true;
  return some(lwp_zone, (t) => t.t_procp === pp && (inside(t, issig_forreal) || inside(t, waitid) || inside(t, sigaction)));
}

/** N12, for a signal that may be caught. */
export const noOneEscapesAGroupSignal = always(
  'no-one-escapes-a-group-signal',
  'every process that a group had which was sent a SIGTERM, and every later child of one, has the signal or is on its way out',
  () => every(proc_zone, (p) => !p.g_dismissed || p.p_stat !== SRUN || !lwps_are_quiet(p) || is_dismissed(p)),
);

function is_dismissed(p: Ref<Proc>): boolean {
  if ((p.p_flag & (SEXITING | SEXITLWPS | SKILLED)) !== 0 || sigismember(p.p_sig, SIGTERM)) return true;
  return some(lwp_zone, (t) => t.t_procp === p && (t.lwp_cursig === SIGTERM || inside(t, psig)));
}

/** I14: a mark that two write without a common lock. */
export const noKillIsLost = always(
  'no-kill-is-lost',
  'a process that was sent a SIGKILL, even before it was complete, has the mark of that or is on its way out',
  () => every(proc_zone, (p) => !p.g_killed || p.p_stat !== SRUN || !lwps_are_quiet(p) || is_dying(p)),
);

/** N13. */
export const noOneEscapesAContractKill = always(
  'no-one-escapes-a-contract-kill',
  'every process of a contract that was ended, and every later child of one that is not in another contract, has the signal or is on its way out',
  () => every(proc_zone, (p) => !p.g_sentenced || p.p_stat !== SRUN || !lwps_are_quiet(p) || is_dying(p)),
);

function is_dying(p: Ref<Proc>): boolean {
  return (p.p_flag & (SEXITING | SEXITLWPS | SKILLED)) !== 0 || sigismember(p.p_sig, SIGKILL) || some(lwp_zone, (t) => t.t_procp === p && inside(t, psig));
}

export const solarisProperties: readonly Property[] = [
  pidReferencesAreExact,
  entriesAreFree,
  newsHasTheZombies,
  siblingsPointBack,
  kinListTheirOrphans,
  groupsAreOfOneSession,
  sessionsCountTheirProcesses,
  orphansAreMarked,
  memoryIsThere,
  borrowedMemoryIsLeftAlone,
  watchedPagesCatch,
  holdsHaveOwners,
  barrierHasABinder,
  lwpsFollowTheirProcess,
  loweredBarrierLetsAllGo,
  zombiesHaveExited,
  completeProcessesAreComplete,
  usersKeepTheirLimit,
  pidsAreInRange,
  suspensionIsWanted,
  noOneEscapesAGroupSignal,
  noOneEscapesAContractKill,
  noKillIsLost,
  listIsCounted,
  keepersExist,
  lwpDirectoryIsExact,
  lwpNumbersDiffer,
  lwpEntriesHaveOwners,
  lwpCountsAreExact,
  noZombieLwpIsSleptThrough,
  newsIsPassedOn,
  referencesAreCounted,
  forkingIsForked,
  failuresPendForSomebody,
];
