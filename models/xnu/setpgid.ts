/** setpgid(2) and setsid(2). Nothing holds what they look at until they act. Labels name routines of kern_prot.c. */
import { nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { enterpgrp } from './pgrp.ts';
import { pg_rele, pgfind, proc_session, session_rele } from './pgrpRefs.ts';
import { proc_find, proc_rele } from './refs.ts';
import { EACCES, EPERM, ESRCH, P_EXEC, P_LINVFORK, proc_list_lock, proc_list_unlock } from './state.ts';
import type { Proc, Session } from './state.ts';

/** setpgid(2) for a process (0: the caller) and a group (0: that process's own); 0 or a negative errno. */
export function* sys_setpgid(curp: Ref<Proc>, pid: U4, pgid: U4): Routine<number> {
  const mine = pid === 0 || pid === curp.p_pid;
  if (mine) return -(yield* setpgid_found(curp, curp, pgid === 0 ? curp.p_pid : pgid));
  const targp = yield* proc_find(pid);
  if (targp === nil) return -ESRCH;
  const error = yield* setpgid_found(curp, targp, pgid === 0 ? targp.p_pid : pgid);
  yield* proc_rele(targp);
  return -error;
}

/** The caller has a reference to the target. */
function* setpgid_found(curp: Ref<Proc>, targp: Ref<Proc>, pgid: U4): Routine<number> {
  const curs = yield* proc_session(curp);
  let error = 0;
  if (targp !== curp) error = yield* why_not_child(curp, targp, curs);
  if (error === 0) {
    yield 'setpgid: SESS_LEADER';
    if (curs.s_leader === targp) error = EPERM;
  }
  if (error === 0 && pgid !== targp.p_pid) error = yield* why_not_group(pgid, curs);
  yield* session_rele(curs);
  return error !== 0 ? error : yield* enterpgrp(targp, pgid, false);
}

function* why_not_child(curp: Ref<Proc>, targp: Ref<Proc>, curs: Ref<Session>): Routine<number> {
  if (!(yield* inferior(targp, curp))) return ESRCH;
  const sessp = yield* proc_session(targp);
  yield* session_rele(sessp);
  if (sessp !== curs) return EPERM;
  return (targp.p_flag & P_EXEC) !== 0 ? EACCES : 0;
}

function* why_not_group(pgid: U4, curs: Ref<Session>): Routine<number> {
  const pgrp = yield* pgfind(pgid);
  if (pgrp === nil) return EPERM;
  const other = unlocked(pgrp).pg_session !== curs;
  yield* pg_rele(pgrp);
  return other ? EPERM : 0;
}

/** Whether p descends from q. inferior */
function* inferior(p: Ref<Proc>, q: Ref<Proc>): Routine<boolean> {
  yield* proc_list_lock();
  let found = false;
  for (let pp = p.p_pptr; pp !== nil && !found; pp = pp.p_pptr) if (pp === q) found = true;
  proc_list_unlock();
  return found;
}

/** setsid(2): its number, or a negative errno. Once it has looked, it says that it has a session, whatever enterpgrp did. */
export function* sys_setsid(p: Ref<Proc>): Routine<number> {
  yield 'setsid';
  if (unlocked(p).p_pgrpid === p.p_pid || (unlocked(p).p_lflag & P_LINVFORK) !== 0) return -EPERM;
  const pgrp = yield* pgfind(p.p_pid);
  if (pgrp !== nil) {
    yield* pg_rele(pgrp);
    return -EPERM;
  }
  yield* enterpgrp(p, p.p_pid, true);
  p.g_leads = true;
  return p.p_pid;
}
