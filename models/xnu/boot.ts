/** The system as a scenario finds it: init, and live processes that somebody has forked long ago. Nothing here is a step. */
import { alloc, insertHead, insertTail, nil, require, start } from '../../src/index.ts';
import type { Entry, Ref } from '../../src/index.ts';
import { pgrp_alloc, session_alloc } from './pgrp.ts';
import { ignored_by_default, k, P_LIST_INHASH, P_LIST_INPGRP, proc_zone, SRUN } from './state.ts';
import type { Pgrp, Proc } from './state.ts';
import { user_thread } from './syscall.ts';
import { task_create_internal, task_deallocate, thread_enter_task, uthread_slot } from './task.ts';

/** A process as if it had been forked and had settled: the first one is init, the others get the next free numbers. */
export function process(parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  p.p_pid = ++k.nextpid;
  p.p_stat = SRUN;
  p.p_listflag = P_LIST_INHASH | P_LIST_INPGRP;
  p.p_sigignore = ignored_by_default;
  k.nprocs++;
  k.pstats++;
  charge(p, uid);
  p.p_memstat = true;
  p.task = task_create_internal(false);
  p.task.bsd_info = p;
  p.task.return_wait = false;
  task_deallocate(p.task);
  insertHead(k.allproc, p, 'p_list');
  join_tree(p, parent);
  if (leader === nil || leader === p) lead_group(p, parent);
  else join_group(p, leader.p_pgrp);
  return p;
}

function charge(p: Ref<Proc>, uid: number): void {
  p.p_uid = uid;
  k.ui_known |= 1 << uid;
  k.ui_proccnt[uid]!++;
  p.g_charged = true;
}

function join_tree(p: Ref<Proc>, parent: Ref<Proc>): void {
  if (k.initproc === nil) {
    k.initproc = p;
    return;
  }
  const pptr = parent === nil ? k.initproc : parent;
  p.p_pptr = pptr;
  p.p_ppid = pptr.p_pid;
  pptr.p_childrencnt++;
  insertHead(pptr.p_children, p, 'p_sibling');
}

/** A new group with p as its leader, in its parent's session; init has a session of its own. */
function lead_group(p: Ref<Proc>, parent: Ref<Proc>): void {
  const pg = pgrp_alloc();
  pg.pg_id = p.p_pid;
  insertHead(k.pgrphash, pg, 'pg_hash');
  if (p === k.initproc) {
    const sessp = session_alloc();
    sessp.s_sid = p.p_pid;
    sessp.s_leader = p;
    sessp.s_hashed = true;
    pg.pg_session = sessp;
  } else {
    pg.pg_session = parent === nil ? k.initproc.p_pgrp.pg_session : parent.p_pgrp.pg_session;
  }
  pg.pg_session.s_count++;
  join_group(p, pg);
}

function join_group(p: Ref<Proc>, pg: Ref<Pgrp>): void {
  p.p_pgrp = pg;
  p.p_pgrpid = pg.pg_id;
  p.p_sessionid = pg.pg_session.s_sid;
  pg.pg_membercnt++;
  insertHead(pg.pg_members, p, 'p_pglist');
  const his = p.p_pptr === nil ? nil : p.p_pptr.p_pgrp;
  if (his !== nil && his !== pg && his.pg_session === pg.pg_session) pg.pg_jobc++;
}

/** One thread of such a process; it begins `entry` in user mode. */
export function thread(p: Ref<Proc>, entry: Entry): void {
  const ut = uthread_slot();
  thread_enter_task(ut, p.task);
  ut.uu_uid = p.p_uid;
  insertTail(p.p_uthlist, ut, 'uu_list');
  start(ut, user_thread, entry);
}
