/** Claims about what only this kernel has: its pid table, its counts of children with news, its LWPs. */
import { allocated, always, count, every, halted, inside, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import { fork1 } from './fork.ts';
import { pt_at, pt_is_taken } from './pidTable.ts';
import { is_news } from './reparent.ts';
import {
  k, LSSUSPENDED, LSZOMB, LW_WSUSPEND, lwp_zone, PL_PPWAIT, proc_zone, PS_WEXIT, SIDL, SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { entries, entry_is_used } from './table.ts';
import { exit1 } from './exit.ts';
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
];
