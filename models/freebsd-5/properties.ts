/** What has to hold always, in every scenario: the shared claims that this kernel has words for, and its own. */
import { lifeCycle } from '../../properties/index.ts';
import { allocated, always, count, every, inside, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import { cred_update_thread, sys_setuid } from './cred.ts';
import { wait_ppwait } from './fork1.ts';
import { procsig_unshare } from './procsig.ts';
import { nap } from './sleep.ts';
import {
  k, pgrp_zone, proc_zone, procsig_zone, session_zone, SIGBIT, SIGCONT, SIGSET_STOP, SZOMB, thread_zone, ucred_zone,
} from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';
import { giant_is_free, in_table } from './table.ts';

/** Shared claims about what there was not yet in 2001, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'subtree-map-is-exact': 'nobody reaps but init: subtrees have no numbers',
  'reapers-list-theirs': 'nobody reaps but init',
  'no-one-escapes-a-tree-kill': 'there is no PROC_REAP_KILL',
  'disowned-processes-die': 'there are no process descriptors',
  'descriptors-have-owners': 'there are no process descriptors',
  'thread-counts-are-exact': 'a process has one thread, which is embedded in it',
  'singling-has-an-owner': 'a process has one thread',
  'single-runs-alone': 'a process has one thread',
  'singler-is-resumed': 'a process has one thread',
  'no-one-is-left-suspended': 'a process is stopped or is not: its thread has no state of its own',
  'total-stop-is-total': 'nobody stops all processes',
  'event-lists-have-owners': 'the list of events is embedded in the process',
  'pid-map-is-exact': 'there are no maps: pids-are-unique says what is left of it',
};

/** J3 */
export const pidsAreUnique = always('pids-are-unique', 'no two processes that are listed, or have just been unlinked by who reaps them, have one number', () =>
  every(proc_zone, (p) => !bears_number(p) || every(proc_zone, (q) => q === p || !bears_number(q) || q.p_pid !== p.p_pid)),
);

function bears_number(p: Ref<Proc>): boolean {
  return in_table(p) || some(thread_zone, (td) => td.g_reaps === p);
}

/** J7: what fixjobc keeps up to date one by one, counted anew. */
export const jobcIsExact = always('job-counts-are-exact', 'while Giant is free, each group has counted its members whose parent is in another group of its session', () => {
  if (!giant_is_free()) return true;
  for (let i = 1; i <= pgrp_zone.slots; i++) {
    const g = pgrp_zone.at(i);
    if (allocated(g) && g.pg_hashed && g.pg_jobc !== jobs(g)) return false;
  }
  return true;
});

function jobs(g: Ref<Pgrp>): number {
  let n = 0;
  for (let p = g.pg_members.first; p !== nil; p = p.p_pglist) if (counts_as_job(p, g)) n++;
  return n;
}

/** A child that is still being made is in the group of its parent. Who exits takes itself and its children out first. */
function counts_as_job(p: Ref<Proc>, g: Ref<Pgrp>): boolean {
  if (p.g_fresh || p.g_left || p.p_pptr === nil || p.p_pptr.g_left || p.p_pptr.p_pgrp === nil) return false;
  return p.p_pptr.p_pgrp !== g && p.p_pptr.p_pgrp.pg_session === g.pg_session;
}

/** J15: whoever waits for that lock keeps Giant, which the sleeper will want. */
export const noSleepWithAProcess = always('no-sleep-with-a-process-locked', 'no thread sleeps that owns the lock of a process', () =>
  every(thread_zone, (td) => !inside(td, nap) || !owns_some_process(td)),
);

function owns_some_process(td: Ref<Thread>): boolean {
  return some(proc_zone, (p) => p.p_mtx.mtx_owner === td);
}

/** J10: the pointer that fork1 returns is a bare one. */
export const forkReturnsItsChild = always('fork-keeps-its-child', 'a fork that looks at the child it has made looks at a process that still exists', () =>
  every(thread_zone, (td) => !inside(td, wait_ppwait) || (allocated(td.td_procp) && in_table(td.td_procp))),
);

/** A stale leader is a pointer to a struct that may be another process. */
export const sessionLeadersLead = always('session-leaders-lead', 'while Giant is free, a session has no leader, or one that bears its number and is in it', () =>
  !giant_is_free() || every(session_zone, (s) => s.s_leader === nil || (s.s_leader.p_pid === s.s_sid && s.s_leader.p_pgrp !== nil && s.s_leader.p_pgrp.pg_session === s)),
);

/** Who has more references than users is never freed. */
export const credentialsAreCounted = always('credentials-are-counted', 'while no credentials change hands, they have as many references as processes and threads that use them', () =>
  every(ucred_zone, (cr) => {
    const users = count(proc_zone, (p) => p.p_ucred === cr) + count(thread_zone, (td) => td.td_ucred === cr);
    return cr.cr_ref === users || some(thread_zone, (td) => inside(td, sys_setuid) || inside(td, cred_update_thread));
  }),
);

export const dispositionsAreCounted = always('dispositions-are-counted', 'dispositions that no exec is about to give have at most as many references as processes that use them', () =>
  every(procsig_zone, (ps) => ps.ps_refcnt <= count(proc_zone, (p) => p.p_procsig === ps) || some(thread_zone, (td) => inside(td, procsig_unshare))),
);

export const zombiesAreNotFound = always('zombies-are-not-found', 'no zombie can be found by its number', () => every(proc_zone, (p) => p.p_stat !== SZOMB || !p.p_hashed));

export const stopsAndContinuesCancel = always('stops-and-continues-cancel', 'never do a stop and a SIGCONT both wait for a process', () =>
  every(proc_zone, (p) => !p.p_hashed || (p.p_siglist & SIGBIT(SIGCONT)) === 0 || (p.p_siglist & SIGSET_STOP) === 0),
);

/** J18 */
export const schedcpuSeesWholeLists = always('schedcpu-sees-whole-lists', 'schedcpu follows no list that is being made', () => !k.g_torn);

export const properties: readonly Property[] = [
  ...lifeCycle.filter(({ name }) => !(name in leftOut)),
  pidsAreUnique,
  jobcIsExact,
  noSleepWithAProcess,
  forkReturnsItsChild,
  schedcpuSeesWholeLists,
  sessionLeadersLead,
  credentialsAreCounted,
  dispositionsAreCounted,
  zombiesAreNotFound,
  stopsAndContinuesCancel,
];
