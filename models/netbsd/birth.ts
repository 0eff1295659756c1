/** What a new process has to have of the one that forks: for properties. */
import { inside, nil } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { sys___clone } from './fork.ts';
import {
  k, PK_CLDSIGIGN, PK_NOCLDWAIT, PK_SUGID, PK_SYSTEM, PL_CONTROLT, PS_NOCLDSTOP, PS_STOPEXEC, PS_STOPFORK, PSL_TRACED, PSL_TRACEDCHILD, SIDL, SIGCHLD,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** The child that an LWP is about to start, complete and on all lists; nil if there is none. */
function newborn(l: Ref<Lwp>): Ref<Proc> {
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    if (p === l.g_newborn && p.p_stat === SIDL) return p;
  }
  return nil;
}

/** Whether the child of an LWP that is alone in its process lacks what it should have, or has more. */
export function child_differs(l: Ref<Lwp>): boolean {
  const p2 = newborn(l);
  const p1 = l.l_proc;
  if (p2 === nil || p1.p_nlwps !== 1) return false;
  return !flags_fit(p1, p2) || !signals_fit(l, p2) || p2.p_uid !== p1.p_uid || has_terminal(p1) !== ((p2.p_lflag & PL_CONTROLT) !== 0);
}

function flags_fit(p1: Ref<Proc>, p2: Ref<Proc>): boolean {
  const kept = PK_SUGID | PK_NOCLDWAIT | PK_CLDSIGIGN;
  const points = PS_STOPFORK | PS_STOPEXEC | PS_NOCLDSTOP;
  const system = (p2.p_flag & PK_SYSTEM) !== 0; // asked for, and waits for no child
  return (system || p2.p_flag === (p1.p_flag & kept)) && p2.p_sflag === (p1.p_sflag & points);
}

/** The signals that wait for the parent are its own affair. */
function signals_fit(l: Ref<Lwp>, p2: Ref<Proc>): boolean {
  const p1 = l.l_proc;
  if (p2.p_sigpend !== 0 || p2.p_lwps.first.l_sigpend !== 0 || p2.p_lwps.first.l_sigmask !== l.l_sigmask) return false;
  if (p2.ps_sigignore !== p1.ps_sigignore || p2.ps_sigcatch !== p1.ps_sigcatch) return false;
  return p2.p_exitsig === SIGCHLD || inside(l, sys___clone);
}

function has_terminal(p: Ref<Proc>): boolean {
  return p.p_pgrp.pg_session.s_ttyvp && (p.p_lflag & PL_CONTROLT) !== 0;
}

/** Whether the child of the LWP is traced, and is not to report its birth. */
export function is_born_silent(l: Ref<Lwp>): boolean {
  const p2 = newborn(l);
  return p2 !== nil && (p2.p_slflag & PSL_TRACED) !== 0 && (p2.p_slflag & PSL_TRACEDCHILD) === 0;
}
