/** The system as a scenario finds it: init, and live processes that somebody has forked long ago. Nothing here is a step. */
import { alloc, insertHead, nil, require, start } from '../../src/index.ts';
import type { Entry, Ref } from '../../src/index.ts';
import { chgproccnt, crget, crhold } from './cred.ts';
import { fdnew } from './filedesc.ts';
import { mtx_init } from './mutex.ts';
import { procsig_alloc } from './procsig.ts';
import { softclock } from './schedcpu.ts';
import {
  conf, k, LINKS_WHOLE, pgrp_zone, proc_zone, session_zone, SIGCHLD, SIGSET_DEFAULT_IGNORED, SRUN, thread_zone,
} from './state.ts';
import type { Pgrp, Proc, Session, Thread } from './state.ts';
import { user_thread } from './syscall.ts';

/** Before any process: the swapper, process 0, is counted and has no struct. */
export function boot(): void {
  k.nprocs = 1;
  if (conf.schedcpu === 0) return;
  start(new_thread(), softclock);
}

function new_thread(): Ref<Thread> {
  const td = alloc(thread_zone);
  require('zone-exhausted', td !== nil, 'no free thread slot');
  return td;
}

/** A process as if it had been forked and had settled: the first one is init, the others get the next pids. */
export function process(parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  k.lastpid++;
  p.p_pid = k.lastpid;
  p.p_thread = new_thread();
  p.p_thread.td_proc = p;
  p.p_stat = SRUN;
  p.p_leader = p;
  p.p_sigparent = SIGCHLD;
  p.p_ksegrps = LINKS_WHOLE;
  mtx_init(p.p_mtx);
  insertHead(k.allproc, p, 'p_list');
  p.p_hashed = true;
  equip(p, uid);
  if (k.initproc === nil) k.initproc = p;
  else p.p_pptr = parent === nil ? k.initproc : parent;
  if (p.p_pptr !== nil) insertHead(p.p_pptr.p_children, p, 'p_sibling');
  if (leader === nil || leader === p) lead_group(p);
  else join_group(p, leader.p_pgrp);
  return p;
}

/** Charges the process to its user and gives it what every process has. */
function equip(p: Ref<Proc>, uid: number): void {
  k.nprocs++;
  chgproccnt(uid, 1, 0);
  p.g_charge = uid + 1;
  p.p_ucred = crget(uid);
  p.p_thread.td_ucred = crhold(p.p_ucred);
  p.p_procsig = procsig_alloc();
  p.p_procsig.ps_refcnt = 1;
  p.p_procsig.ps_sigignore = SIGSET_DEFAULT_IGNORED;
  p.p_fd = fdnew();
  p.p_vmspace = true;
  k.vmspaces++;
}

/** A new group with p as its leader. init has a session of its own, the others that of the swapper, whose number is 0. */
function lead_group(p: Ref<Proc>): void {
  const pgrp = alloc(pgrp_zone);
  require('zone-exhausted', pgrp !== nil, 'no free process group slot');
  pgrp.pg_id = p.p_pid;
  pgrp.pg_hashed = true;
  const parents = p.p_pptr === nil || p.p_pptr === k.initproc ? nil : p.p_pptr.p_pgrp.pg_session;
  pgrp.pg_session = parents !== nil ? parents : session_for(p);
  pgrp.pg_session.s_count++;
  join_group(p, pgrp);
}

/** The session of init, or of those whose parent it is. */
function session_for(p: Ref<Proc>): Ref<Session> {
  if (p !== k.initproc) {
    for (let q = k.initproc.p_children.first; q !== nil; q = q.p_sibling) if (q !== p) return q.p_pgrp.pg_session;
  }
  const sess = alloc(session_zone);
  require('zone-exhausted', sess !== nil, 'no free session slot');
  if (p !== k.initproc) return sess;
  sess.s_sid = p.p_pid;
  sess.s_leader = p;
  return sess;
}

function join_group(p: Ref<Proc>, pgrp: Ref<Pgrp>): void {
  p.p_pgrp = pgrp;
  insertHead(pgrp.pg_members, p, 'p_pglist');
  if (p.p_pptr !== nil && p.p_pptr.p_pgrp !== pgrp && p.p_pptr.p_pgrp.pg_session === pgrp.pg_session) pgrp.pg_jobc++;
}

/** The thread of such a process; it begins `entry` in user mode. */
export function thread(p: Ref<Proc>, entry: Entry): void {
  start(p.p_thread, user_thread, entry);
}
