/** Claims about what only this kernel has: its pid table, its counts of children with news, its LWPs. */
import { allocated, always, count, every, halted, inside, leadsTo, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import { is_born_silent } from './birth.ts';
import { stop_after_exec } from './exec.ts';
import { fork1 } from './fork.ts';
import { pt_at, pt_is_taken } from './pidTable.ts';
import { is_news } from './reparent.ts';
import {
  cwdinfo_zone, filedesc_zone, k, LSSUSPENDED, LSZOMB, LW_WSUSPEND, lwp_zone, mutex_obj_zone, P_ZOMBIE, pgrp_zone, PL_PPWAIT, plimit_zone,
  proc_zone, PS_WEXIT, PSL_TRACED, SACTIVE, SDEAD, SDYING, session_zone, sigacts_zone, SIDL, SIGCHLD, sigismember, SIGTSTP, SSTOP, SZOMB,
} from './state.ts';
import type { Lwp, Pgrp, Proc } from './state.ts';
import { entries, entry_is_used, resources_move } from './table.ts';
import { coredump, exit1 } from './exit.ts';
import { sys_mq_close, sys_mq_open, sys_sigaction } from './others.ts';

function tree_is_quiet(): boolean {
  return k.proc_lock.mtx_owner === nil;
}

/** Whether an entry can be reached from the head of the free list. */
function is_listed(index: number): boolean {
  let at = k.next_free_pt;
  for (let n = 0; n < entries(); n++) {
    if (at === index) return true;
    if (at === k.last_free_pt) return false;
    at = pt_at(at).pt_next & k.pid_tbl_mask;
  }
  return false;
}

export const freeEntriesAreListed = always(
  'free-entries-are-listed',
  'while nobody changes the pid table, an entry is on the free list exactly if nothing has its number',
  () => {
    if (!tree_is_quiet()) return true;
    for (let i = 1; i < entries(); i++) if (is_listed(i) === entry_is_used(i)) return false;
    return true;
  },
);

export const entriesAreCounted = always(
  'entries-are-counted',
  'while nobody changes the pid table, as many entries are counted as have a number',
  () => {
    if (!tree_is_quiet()) return true;
    let used = 0;
    for (let i = 1; i < entries(); i++) if (entry_is_used(i)) used++;
    return k.pid_alloc_cnt === used;
  },
);

/** Whether an LWP of p has the number of p. */
function first_lwp_is_there(p: Ref<Proc>): boolean {
  return some(lwp_zone, (l) => l.l_proc === p && l.l_lid === p.p_pid && l.l_stat !== 0);
}

export const firstLwpHasTheNumber = always(
  'first-lwp-has-the-number',
  'while nobody changes the pid table, the entry of a process names an LWP exactly if an LWP has its number',
  () => {
    if (!tree_is_quiet()) return true;
    return every(proc_zone, (p) => !p.g_numbered || p.p_stat === SIDL || pid_entry_fits(p));
  },
);

function pid_entry_fits(p: Ref<Proc>): boolean {
  for (let i = 0; i < entries(); i++) {
    if (pt_at(i).pt_pid !== p.p_pid || !pt_is_taken(pt_at(i))) continue;
    if (pt_at(i).pt_lwp !== nil) return first_lwp_is_there(p);
    return !some(lwp_zone, (l) => l.l_proc === p && l.l_lid === p.p_pid && l.l_stat !== 0 && l.l_stat !== LSZOMB);
  }
  return false;
}

function children_with_news(p: Ref<Proc>): number {
  let n = 0;
  for (let child = p.p_children.first; child !== nil; child = child.p_sibling) if (is_news(child)) n++;
  return n;
}

export const newsIsCounted = always(
  'news-is-counted',
  'while nobody changes the tree, a process has counted its children that are dead, or stopped and not waited for',
  () => {
    if (!tree_is_quiet()) return true;
    return every(proc_zone, (p) => !p.g_numbered || p.p_stat === SIDL || p.p_nstopchild === children_with_news(p));
  },
);

export const vforkLwpWaits = always(
  'vfork-lwp-waits',
  'while nobody changes the tree, a complete vfork child that names an LWP has its mark, and that LWP waits',
  () => {
    if (!tree_is_quiet()) return true;
    return every(proc_zone, (p) => !p.g_numbered || p.p_stat === SIDL || p.p_vforklwp === nil || lender_waits(p));
  },
);

function lender_waits(p: Ref<Proc>): boolean {
  return (p.p_lflag & PL_PPWAIT) !== 0 && p.p_vforklwp.l_vforkwaiting && !halted(p.p_vforklwp) && inside(p.p_vforklwp, fork1);
}

export const uareasHaveOwners = always(
  'uareas-have-owners',
  'while no fork and no reap is under way, there is one U-area for each process',
  () => forks_or_reaps() || k.uareas === count(proc_zone, () => true),
);

function forks_or_reaps(): boolean {
  return some(lwp_zone, (l) => inside(l, fork1)) || some(proc_zone, (p) => p.p_stat === SIDL);
}

export const stoppedProcessStandsStill = always(
  'stopped-process-stands-still',
  'while nobody holds its lock, no LWP of a process that has stopped is counted as running',
  () => every(proc_zone, (p) => !is_at_rest(p) || p.p_nrlwps === 0),
);

/** Whether the process is stopped, for its parent to see, and nobody is changing that. */
function is_at_rest(p: Ref<Proc>): boolean {
  if (!p.g_numbered || p.p_stat !== SSTOP || p.p_lock === nil || p.p_lock.mo_lock.mtx_owner !== nil) return false;
  return tree_is_quiet() && (p.p_sflag & PS_WEXIT) === 0;
}

export const maskFitsTable = always(
  'mask-fits-table',
  'while nobody changes them, the signals that a complete process ignores or catches are those of its own table',
  () => {
    if (some(lwp_zone, (l) => inside(l, sys_sigaction) || inside(l, exit1))) return true;
    return every(proc_zone, (p) => !has_own_table(p) || masks_fit(p));
  },
);

function has_own_table(p: Ref<Proc>): boolean {
  return p.g_numbered && p.p_stat !== SIDL && p.p_sigacts !== nil && p.p_sigacts.sa_refcnt === 1;
}

function masks_fit(p: Ref<Proc>): boolean {
  return p.ps_sigignore === p.p_sigacts.sa_ignored && p.ps_sigcatch === p.p_sigacts.sa_caught;
}

export const queuesAreCounted = always(
  'queues-are-counted',
  'while nobody opens or closes one, a process has counted as many message queues as its own table of files has',
  () => {
    if (some(lwp_zone, (l) => inside(l, sys_mq_open) || inside(l, sys_mq_close))) return true;
    return every(proc_zone, (p) => !has_own_files(p) || p.p_mqueue_cnt === p.p_fd.fd_mqueues);
  },
);

function has_own_files(p: Ref<Proc>): boolean {
  return p.g_numbered && p.p_stat !== SIDL && p.p_fd !== nil && p.p_fd.fd_refcnt === 1;
}

export const suspensionIsWanted = always(
  'suspension-is-wanted',
  'an LWP is suspended only while somebody has asked for that and nobody has taken it back',
  () => every(lwp_zone, (l) => l.l_stat !== LSSUSPENDED || is_wanted(l)),
);

function is_wanted(l: Ref<Lwp>): boolean {
  return (l.l_flag & LW_WSUSPEND) !== 0;
}

export const referencesAreCounted = always(
  'references-are-counted',
  'while no fork, exit or reap is under way, what processes share has been counted once for each that has it, and is there while somebody has it',
  () => {
    if (resources_move()) return true;
    if (!every(mutex_obj_zone, (mo) => mo.mo_refcnt === count(proc_zone, (p) => p.p_lock === mo) && mo.mo_refcnt > 0)) return false;
    if (!every(filedesc_zone, (fd) => fd.fd_refcnt === count(proc_zone, (p) => p.p_fd === fd) && fd.fd_refcnt > 0)) return false;
    if (!every(cwdinfo_zone, (cwd) => cwd.cwdi_refcnt === count(proc_zone, (p) => p.p_cwdi === cwd) && cwd.cwdi_refcnt > 0)) return false;
    if (!every(plimit_zone, (lim) => lim.pl_refcnt === count(proc_zone, (p) => p.p_limit === lim) && lim.pl_refcnt > 0)) return false;
    return every(sigacts_zone, (ps) => ps.sa_refcnt === count(proc_zone, (p) => p.p_sigacts === ps) && ps.sa_refcnt > 0);
  },
);

export const sigchldIsPosted = always(
  'sigchld-is-posted',
  'while nobody changes the tree or the process, one with a handler for SIGCHLD that has not taken any since a child died has one pending',
  () => every(proc_zone, (p) => !p.g_chlddue || !can_be_told(p) || sigismember(p.p_sigpend, SIGCHLD)),
);

function can_be_told(p: Ref<Proc>): boolean {
  return (p.p_stat === SACTIVE || p.p_stat === SSTOP) && tree_is_quiet() && p.p_lock.mo_lock.mtx_owner === nil && (p.p_sflag & PS_WEXIT) === 0;
}

export const programsBeginWithoutHandlers = always(
  'programs-begin-without-handlers',
  'a program that begins has no handlers of the one before it',
  () => every(lwp_zone, (l) => !inside(l, stop_after_exec) || halted(l) || (l.l_proc.ps_sigcatch === 0 && l.l_proc.p_sigacts.sa_caught === 0)),
);

export const tracedChildReports = always(
  'traced-child-reports',
  'a child that a tracer has got at its birth is to report that before it runs',
  () => every(lwp_zone, (l) => !is_born_silent(l)),
);

export const jobsAreCounted = always(
  'jobs-are-counted',
  'while nobody changes the tree, a group outside the session of init counts the members whose parents are in another group of its session',
  () => {
    if (!tree_is_quiet()) return true;
    return every(pgrp_zone, (g) => g.pg_members.first === nil || is_excused(g) || (g.pg_jobc >= jobs_of(g, false) && g.pg_jobc <= jobs_of(g, true)));
  },
);

/** Who comes to init, or to a tracer, as a child is not counted again: that matters where they are of one session. */
function is_excused(g: Ref<Pgrp>): boolean {
  return g.pg_session === k.initproc.p_pgrp.pg_session || some(proc_zone, (p) => p.g_numbered && p.p_pgrp === g && (p.p_opptr !== nil || (p.p_slflag & PSL_TRACED) !== 0));
}

function jobs_of(g: Ref<Pgrp>, all: boolean): number {
  let n = 0;
  for (let p = g.pg_members.first; p !== nil; p = p.p_pglist) if (is_job(p, all)) n++;
  return n;
}

/** One that dies is discounted on the way. */
function is_job(p: Ref<Proc>, all: boolean): boolean {
  if (p.p_pptr === nil || p.p_stat === SZOMB || p.p_stat === SDEAD) return false;
  if (!all && p.p_stat === SDYING) return false;
  return p.p_pptr.p_pgrp !== p.p_pgrp && p.p_pptr.p_pgrp !== nil && p.p_pptr.p_pgrp.pg_session === p.p_pgrp.pg_session;
}

export const leadersLive = always(
  'leaders-live',
  'while nobody changes the tree, the leader that a session names is in the table and no zombie',
  () => !tree_is_quiet() || every(session_zone, (s) => s.s_leader === nil || (s.s_leader.g_numbered && !P_ZOMBIE(s.s_leader)) || s.s_leader.p_stat === SDYING),
);

export const coreIsDumpedAlone = always(
  'core-is-dumped-alone',
  'while an LWP dumps core, no other LWP of its process runs',
  () => every(lwp_zone, (l) => halted(l) || !inside(l, coredump) || l.l_proc.p_nrlwps === 1),
);

export const terminalStopsNoBorrower = always(
  'terminal-stops-no-borrower',
  'a vfork child that has not given its memory back does not stop for its terminal',
  () => every(proc_zone, (p) => !p.g_numbered || !p.g_borrows || p.p_stat !== SSTOP || p.p_xsig !== SIGTSTP || p.p_pptr === p.p_opptr),
);

export const initHearsOfAll = always(
  'init-hears-of-all',
  'while nobody changes the tree, all children of init say SIGCHLD when they exit: it waits for no others',
  () => {
    if (!tree_is_quiet()) return true;
    for (let p = k.initproc.p_children.first; p !== nil; p = p.p_sibling) if (p.p_exitsig !== SIGCHLD) return false;
    return true;
  },
);

export const runningLwpsExist = always('running-lwps-exist', 'no LWP runs whose struct has been freed', () => {
  for (let i = 1; i <= lwp_zone.slots; i++) if (!halted(lwp_zone.at(i)) && !allocated(lwp_zone.at(i))) return false;
  return true;
});

export const netbsdProperties: readonly Property[] = [
  freeEntriesAreListed,
  entriesAreCounted,
  firstLwpHasTheNumber,
  newsIsCounted,
  vforkLwpWaits,
  uareasHaveOwners,
  stoppedProcessStandsStill,
  maskFitsTable,
  queuesAreCounted,
  suspensionIsWanted,
  runningLwpsExist,
  referencesAreCounted,
  sigchldIsPosted,
  programsBeginWithoutHandlers,
  tracedChildReports,
  jobsAreCounted,
  leadersLive,
  coreIsDumpedAlone,
  terminalStopsNoBorrower,
  initHearsOfAll,
];

/** A signal for a process is taken, or the process has ended or stopped. Scenarios list it that send one that nothing stands in the way of. */
export const pendingSignalIsTaken = leadsTo(
  'pending-signal-is-taken',
  'a signal that waits for a process and that one of its LWPs does not hold back is taken',
  (_: object, i: number) => waits_for_an_lwp(proc_zone.at(i)),
  (_: object, i: number) => !waits_for_an_lwp(proc_zone.at(i)),
  { each: () => proc_zone.slots, strong: 'all' },
);

function waits_for_an_lwp(p: Ref<Proc>): boolean {
  if (!allocated(p) || !p.g_numbered || p.p_stat !== SACTIVE || (p.p_sflag & PS_WEXIT) !== 0) return false;
  const open = p.p_sigpend & ~p.ps_sigignore;
  return some(lwp_zone, (l) => l.l_proc === p && l.l_stat !== LSZOMB && l.l_stat !== 0 && (open & ~l.l_sigmask) !== 0);
}
