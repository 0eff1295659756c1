/** What a new process has to have of the one that forks: for properties. */
import { inside, nil, some, unlocked } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { cfork } from './cfork.ts';
import { lwp_zone, proc_zone, SIDL, SJCTL, SKILLED, SLWPWRAP, SMSACCT, SMSFORK, SNOWAIT, SSCONT, SVFORK, TP_TWAIT } from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Whether p is the child of a fork of the LWP, with all that it gets: its hold on the settings for core dumps comes last. */
function is_complete(t: Ref<Lwp>, p: Ref<Proc>): boolean {
  if (p.p_stat !== SIDL || p.p_corefile === nil || p.p_parent !== t.t_procp || p.u_exitmask || !inside(t, cfork)) return false;
  return some(lwp_zone, (clone) => clone.t_procp === p && clone.t_tid === t.t_tid); // another LWP may have forked, and wait
}

/** Whether a child of the LWP, whose fellows are held, lacks what it should have, or has more. */
export function child_differs(t: Ref<Lwp>): boolean {
  return some(proc_zone, (p) => is_complete(t, p) && !fits(t, p));
}

function fits(t: Ref<Lwp>, cp: Ref<Proc>): boolean {
  const p = unlocked(t.t_procp);
  if (cp.p_ignore !== p.p_ignore || cp.u_caught !== p.u_caught || cp.p_lwpid !== p.p_lwpid || cp.p_cred.cr_ruid !== t.t_ruid) return false;
  return flags_fit(p, cp) && cp.p_sessp === p.p_sessp && cp.p_zone === p.p_zone && clone_fits(t, cp);
}

/** SMSFORK, which may be asked for meanwhile, brings SMSACCT with it; wrapped numbers come with all LWPs; signals find the child before it runs. */
function flags_fit(p: Ref<Proc>, cp: Ref<Proc>): boolean {
  const others = ~(SJCTL | SNOWAIT | SVFORK | SLWPWRAP | SMSFORK | SMSACCT | SKILLED | SSCONT);
  return (cp.p_flag & (SJCTL | SNOWAIT)) === (p.p_flag & (SJCTL | SNOWAIT)) && (cp.p_flag & others) === 0;
}

/** Whether the copy of the calling LWP may be waited for as that one may. */
function clone_fits(t: Ref<Lwp>, cp: Ref<Proc>): boolean {
  return some(lwp_zone, (clone) => clone.t_procp === cp && clone.t_tid === t.t_tid && (clone.t_proc_flag & TP_TWAIT) === (t.t_proc_flag & TP_TWAIT));
}
