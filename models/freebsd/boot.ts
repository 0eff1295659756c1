/** The system as a scenario finds it: init, and live processes that somebody has forked long ago. Nothing here is a step. */
import { alloc, insertHead, nil, require, start } from '../../src/index.ts';
import type { Entry, Ref } from '../../src/index.ts';
import { chgproccnt } from './cred.ts';
import { boot_table } from './filetable.ts';
import { PROC_ID_GROUP, PROC_ID_PID, PROC_ID_REAP, PROC_ID_SESSION, set_id } from './findpid.ts';
import { boot_terminal } from './interrupts.ts';
import { boot_taskqueue } from './reapKill.ts';
import { boot_softclock } from './softclock.ts';
import { sigacts_alloc } from './sigacts.ts';
import {
  conf, k, P_HADTHREADS, P_TREE_REAPER, pgrp_zone, proc_zone, PRS_NORMAL, REAPSUBTREE_INIT, session_zone, SIGCHLD,
  SIGSET_DEFAULT_IGNORED,
} from './state.ts';
import type { Pgrp, Proc } from './state.ts';
import { user_thread } from './syscall.ts';
import { thread_alloc, thread_link } from './thr.ts';

/** Before any process: the swapper, process 0, is counted and has no struct. */
export function boot(): void {
  k.nprocs = 1;
}

/** A process as if it had been forked and had settled: the first one is init, the others get the next pids. */
export function process(parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  const pid = k.lastpid + 1;
  p.p_pid = pid;
  k.lastpid = pid;
  set_id(PROC_ID_PID, pid);
  p.p_state = PRS_NORMAL;
  p.p_leader = p;
  p.p_sigparent = SIGCHLD;
  p.p_sigacts = sigacts_alloc();
  p.p_sigacts.ps_sigignore = SIGSET_DEFAULT_IGNORED;
  p.p_hashed = true;
  insertHead(k.allproc, p, 'p_list');
  count_process(p, uid);
  join_process_tree(p, parent);
  if (leader === nil || leader === p) lead_group(p, parent);
  else join_group(p, leader.p_pgrp);
  boot_table(p);
  boot_terminal(p);
  boot_taskqueue(p);
  boot_softclock(p);
  return p;
}

/** Charges the process to its user and gives it what every process has. */
function count_process(p: Ref<Proc>, uid: number): void {
  k.nprocs++;
  p.p_uid = uid;
  chgproccnt(uid, 1, 0);
  p.g_charged = true;
  p.p_ucred = true;
  k.ucreds++;
  p.p_vmspace = true;
  k.vmspaces++;
  p.p_klist = true;
  k.knlists++;
}

/** Hangs the process below its parent and its reaper; the first process is init and its own reaper. */
function join_process_tree(p: Ref<Proc>, parent: Ref<Proc>): void {
  p.p_reapsubtree = REAPSUBTREE_INIT;
  if (k.initproc === nil) {
    k.initproc = p;
    p.p_reaper = p;
    p.p_treeflag = P_TREE_REAPER;
    return;
  }
  const pptr = parent === nil ? k.initproc : parent;
  p.p_pptr = pptr;
  p.p_oppid = pptr.p_pid;
  insertHead(pptr.p_children, p, 'p_sibling');
  p.p_reaper = (pptr.p_treeflag & P_TREE_REAPER) !== 0 ? pptr : pptr.p_reaper;
  insertHead(p.p_reaper.p_reaplist, p, 'p_reapsibling');
  if (p.p_reaper === k.initproc) return;
  p.p_reapsubtree = p.p_reaper === pptr ? p.p_pid : pptr.p_reapsubtree;
  set_id(PROC_ID_REAP, p.p_reapsubtree);
}

/** Whether p leads a session: init does, and where there is a terminal for programs, who logs in there. */
function begins_session(p: Ref<Proc>, parent: Ref<Proc>): boolean {
  return p === k.initproc || (conf.tty !== 0 && parent === k.initproc);
}

/** A new group with p as its leader, in its parent's session or in a new one. */
function lead_group(p: Ref<Proc>, parent: Ref<Proc>): void {
  const pgrp = alloc(pgrp_zone);
  require('zone-exhausted', pgrp !== nil, 'no free process group slot');
  pgrp.pg_id = p.p_pid;
  pgrp.pg_hashed = true;
  set_id(PROC_ID_GROUP, p.p_pid);
  if (begins_session(p, parent)) {
    const sess = alloc(session_zone);
    require('zone-exhausted', sess !== nil, 'no free session slot');
    sess.s_sid = p.p_pid;
    sess.s_leader = p;
    set_id(PROC_ID_SESSION, p.p_pid);
    pgrp.pg_session = sess;
  } else {
    pgrp.pg_session = parent === nil ? k.initproc.p_pgrp.pg_session : parent.p_pgrp.pg_session;
  }
  pgrp.pg_session.s_count++;
  join_group(p, pgrp);
}

function join_group(p: Ref<Proc>, pgrp: Ref<Pgrp>): void {
  p.p_pgrp = pgrp;
  insertHead(pgrp.pg_members, p, 'p_pglist');
}

/** One thread of such a process; it begins `entry` in user mode. */
export function thread(p: Ref<Proc>, entry: Entry): void {
  const td = thread_alloc();
  td.td_uid = p.p_uid;
  thread_link(td, p);
  if (p.p_numthreads > 1) p.p_flag |= P_HADTHREADS;
  start(td, user_thread, entry);
}
