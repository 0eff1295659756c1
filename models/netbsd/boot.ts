/** The system as a scenario finds it: init, and live processes that somebody has forked long ago. Nothing here is a step. */
import { alloc, insertHead, nil, require, start } from '../../src/index.ts';
import type { Entry, Ref } from '../../src/index.ts';
import { chgproccnt } from './cred.ts';
import { lwp_alloc, lwp_link } from './lwpState.ts';
import { pgrp_alloc, session_alloc } from './pgrp.ts';
import { boot_pid_table, pid_table_is_full, pt_of, take_pid, usurp_pid } from './pidTable.ts';
import {
  conf, cwdinfo_zone, filedesc_zone, k, LSRUN, lwp_zone, mutex_obj_alloc, plimit_zone, proc_zone, SACTIVE, SIG_IGNORED_BY_DEFAULT, sigacts_zone, SIGCHLD,
} from './state.ts';
import type { Lwp, Pgrp, Proc } from './state.ts';
import { proc_stop_callout } from './stop.ts';
import { user_thread } from './syscall.ts';

/** Before any process: the swapper, process 0, is counted and has no struct. */
export function boot(): void {
  k.nprocs = 1;
  boot_pid_table();
  if (conf.stop_callout === 0) return;
  const callout: Ref<Lwp> = alloc(lwp_zone);
  start(callout, proc_stop_callout);
}

/** A process as if it had been forked and had settled: the first one is init, the others get the next free numbers. */
export function process(parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  p.p_lock = mutex_obj_alloc();
  require('zone-exhausted', !pid_table_is_full(), 'the pid table would have to grow at boot');
  p.p_pid = take_pid(p, nil);
  p.g_numbered = true;
  p.p_stat = SACTIVE;
  p.p_exitsig = SIGCHLD;
  k.nprocs++;
  p.p_uid = uid;
  chgproccnt(uid, 1);
  p.g_charged = true;
  give_resources(p);
  insertHead(k.allproc, p, 'p_list');
  join_process_tree(p, parent);
  if (leader === nil || leader === p) lead_group(p, parent);
  else join_group(p, leader.p_pgrp);
  return p;
}

/** What every process has. */
function give_resources(p: Ref<Proc>): void {
  p.p_vmspace = true;
  k.vmspaces++;
  k.uareas++;
  p.p_fd = alloc(filedesc_zone);
  p.p_fd.fd_refcnt = 1;
  p.p_cwdi = alloc(cwdinfo_zone);
  p.p_cwdi.cwdi_refcnt = 1;
  p.p_limit = alloc(plimit_zone);
  p.p_limit.pl_refcnt = 1;
  p.p_sigacts = alloc(sigacts_zone);
  p.p_sigacts.sa_refcnt = 1;
  p.p_sigacts.sa_ignored = SIG_IGNORED_BY_DEFAULT;
  p.ps_sigignore = SIG_IGNORED_BY_DEFAULT;
}

function join_process_tree(p: Ref<Proc>, parent: Ref<Proc>): void {
  if (k.initproc === nil) {
    k.initproc = p;
    return;
  }
  const pptr = parent === nil ? k.initproc : parent;
  p.p_pptr = pptr;
  p.p_ppid = pptr.p_pid;
  insertHead(pptr.p_children, p, 'p_sibling');
}

/** A new group with p as its leader, in its parent's session; init has a session of its own. */
function lead_group(p: Ref<Proc>, parent: Ref<Proc>): void {
  const pgrp = pgrp_alloc();
  pgrp.pg_id = p.p_pid;
  pt_of(p.p_pid).pt_pgrp = pgrp;
  if (p === k.initproc) {
    const sess = session_alloc();
    sess.s_sid = p.p_pid;
    sess.s_leader = p;
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
  const his = p.p_pptr === nil ? nil : p.p_pptr.p_pgrp;
  if (his !== nil && his !== pgrp && his.pg_session === pgrp.pg_session) pgrp.pg_jobc++;
}

/** One LWP of such a process; it begins `entry` in user mode. The first one has its process's number. */
export function thread(p: Ref<Proc>, entry: Entry): void {
  const l = lwp_alloc();
  if (pt_of(p.p_pid).pt_proc !== nil) {
    usurp_pid(p, l);
  } else {
    require('zone-exhausted', !pid_table_is_full(), 'the pid table would have to grow at boot');
    l.l_lid = take_pid(nil, l);
  }
  lwp_link(l, p);
  l.l_stat = LSRUN;
  start(l, user_thread, entry);
}
