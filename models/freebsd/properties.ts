/** What has to hold always, in every scenario: the shared claims, and those for which this kernel alone has words. */
import { lifeCycle } from '../../properties/index.ts';
import { allocated, always, count, every, inside, nil, some } from '../../src/index.ts';
import type { Property, Ref } from '../../src/index.ts';
import { kern_execve } from './exec.ts';
import { fork1 } from './fork.ts';
import { sigacts_zone } from './sigacts.ts';
import type { Sigacts } from './sigacts.ts';
import { proc_signals } from './sigqueue.ts';
import {
  k, P_STOPPED_SIG, P_TRACED, P_WEXIT, proc_zone, PRS_NEW, PRS_NORMAL, PRS_ZOMBIE, session_zone, SIGBIT, SIGCONT, SIGSET_STOP, thread_zone,
} from './state.ts';
import type { Proc, Session } from './state.ts';
import { sleeps_interruptibly } from './suspended.ts';

/** A stale leader is a pointer to a struct that may be another process of the session, which then counts as its leader. */
export const sessionLeadersLead = always('session-leaders-lead', 'while nobody changes the tree, a session has no leader, or one that bears its number and is in it', () => {
  if (k.proctree_lock.sx_owner !== nil) return true;
  return every(session_zone, (s) => s.s_leader === nil || leads(s.s_leader, s));
});

function leads(p: Ref<Proc>, s: Ref<Session>): boolean {
  return p.p_hashed && p.p_pid === s.s_sid && p.p_pgrp !== nil && p.p_pgrp.pg_session === s;
}

/** The struct of a process is used again, and so is that of its thread. */
export const newProcessesHaveNoSignals = always('new-processes-have-no-signals', 'no signal waits for a process that is still being made', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_state !== PRS_NEW || (proc_signals(p) === 0 && p.p_threads.first.td_siglist === 0)),
);

export const completeProcessesHaveMemory = always('complete-processes-have-memory', 'a complete process that does not exit has a memory', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_state !== PRS_NORMAL || (p.p_flag & P_WEXIT) !== 0 || p.p_vmspace),
);

export const structsHaveOwners = always('structs-have-owners', 'while no fork and no reap is under way, every process that takes a struct is in the table', () =>
  some(thread_zone, (td) => inside(td, fork1) || td.g_owes !== 0) || every(proc_zone, (p) => p.p_hashed),
);

export const credentialsHaveOwners = always('credentials-have-owners', 'while no fork and no reap is under way, there is one use of credentials for each process that has some', () =>
  some(thread_zone, (td) => inside(td, fork1) || td.g_owes !== 0) || k.ucreds === count(proc_zone, (p) => p.p_ucred),
);

/** An exec has the old and the new ones in its hands for a while. */
export const dispositionsAreCounted = always('dispositions-are-counted', 'dispositions exist while processes use them, and say how many do', () =>
  every(sigacts_zone, (ps) => ps.ps_refcnt === users_of(ps) || (ps.ps_refcnt > users_of(ps) && some(thread_zone, (td) => inside(td, kern_execve)))),
);

export function users_of(ps: Ref<Sigacts>): number {
  return count(proc_zone, (p) => p.p_sigacts === ps);
}

/** Whoever signals or stops all processes goes through this list. */
export const listOfAllIsExact = always('list-of-all-is-exact', 'while nobody changes it, the list of all has every complete process that does not exit, and neither the dead nor the free', () => {
  if (k.allproc_lock.sx_owner !== nil) return true;
  for (let i = 1; i <= proc_zone.slots; i++) {
    const p = proc_zone.at(i);
    const listed = is_on_list_of_all(p);
    if (listed && (!allocated(p) || p.p_state === PRS_ZOMBIE)) return false;
    if (!listed && allocated(p) && p.p_hashed && p.p_state === PRS_NORMAL && (p.p_flag & P_WEXIT) === 0) return false;
  }
  return true;
});

/** A list that has been torn may go round. */
function is_on_list_of_all(p: Ref<Proc>): boolean {
  let n = 0;
  for (let q = k.allproc.first; q !== nil && n < proc_zone.slots; q = q.p_list) {
    if (q === p) return true;
    n++;
  }
  return false;
}

/** A debugger may let its process go on with any signal. */
export const stopsAndContinuesCancel = always('stops-and-continues-cancel', 'no SIGCONT waits for a process that is stopped, or for which a stop waits, and that nobody traces', () =>
  every(proc_zone, (p) => {
    if (!p.p_hashed || p.p_mtx.mtx_owner !== nil || (p.p_flag & P_TRACED) !== 0) return true;
    let pending = p.p_siglist;
    for (let td = p.p_threads.first; td !== nil; td = td.td_plist) pending |= td.td_siglist;
    return (pending & SIGBIT(SIGCONT)) === 0 || ((pending & SIGSET_STOP) === 0 && (p.p_flag & P_STOPPED_SIG) === 0);
  }),
);

/** Whoever asks whether all of it has stopped counts them; one that computes will see to it itself. */
export const sleepersStop = always('sleepers-stop', 'while nobody changes a process that a signal has stopped, its threads that sleep until a signal comes are suspended', () =>
  every(thread_zone, (td) => {
    if (td.td_proc === nil || !sleeps_interruptibly(td) || td.td_suspended) return true;
    return td.td_proc.p_mtx.mtx_owner !== nil || (td.td_proc.p_flag & P_STOPPED_SIG) === 0;
  }),
);

/** Those of this kernel alone. */
export const ownProperties: readonly Property[] = [
  sessionLeadersLead,
  newProcessesHaveNoSignals,
  completeProcessesHaveMemory,
  structsHaveOwners,
  credentialsHaveOwners,
  dispositionsAreCounted,
  listOfAllIsExact,
  stopsAndContinuesCancel,
  sleepersStop,
];

export const properties: readonly Property[] = [...lifeCycle, ...ownProperties];
