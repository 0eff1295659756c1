/** The system as a scenario finds it: init, and live processes that somebody has forked long ago. Nothing here is a step. */
import { alloc, insertHead, nil, require, start } from '../../src/index.ts';
import type { Entry, Ref } from '../../src/index.ts';
import { link_child } from './child.ts';
import { contract_alloc } from './contract.ts';
import { enlarge, has_room } from './lwpdir.ts';
import { corectl_alloc } from './others.ts';
import { sess_alloc } from './pgrp.ts';
import { pid_init, take_pid } from './pid.ts';
import { count_nlwps, task_attach } from './resources.ts';
import {
  conf, contract_zone, corectl_zone, cred_zone, k, pid_zone, pool_zone, proc_zone, sess_zone, SRUN, task_zone, TP_TWAIT, TS_ALLSTART, TS_RUN, vnode_zone, zone_zone,
} from './state.ts';
import type { Lwp, Pid, Pool, Proc, Task, Vnode, Zone } from './state.ts';
import { user_thread } from './syscall.ts';
import { link_thread, thread_create } from './thread.ts';
import { as_alloc } from './vm.ts';

/** Before any process: sched, process 0, is counted and has no struct. */
export function boot(): void {
  k.nproc = 1;
  pid_init();
  // init takes the number after it.
  k.mpid = 0;
  for (let i = 1; i <= pool_zone.slots; i++) {
    const pool: Ref<Pool> = alloc(pool_zone);
    pool.pool_ref = 1;
  }
  const task: Ref<Task> = alloc(task_zone);
  task.tk_hold_count = 1;
  for (let i = 0; i < conf.zones; i++) {
    const zone: Ref<Zone> = alloc(zone_zone);
    zone.zone_id = i;
  }
  for (let i = 1; i <= vnode_zone.slots; i++) {
    const vp: Ref<Vnode> = alloc(vnode_zone);
    vp.v_count = 1;
  }
  boot_session();
  for (let i = 0; i < 2; i++) contract_alloc().ct_ref = 1;
  corectl_alloc().ccp_ref = 1;
}

/** The session of sched, and its PID, which never goes away. */
function boot_session(): void {
  const pid0: Ref<Pid> = alloc(pid_zone);
  pid0.pid_ref = 2;
  pid0.g_hashed = true;
  const session0 = sess_alloc();
  session0.s_sidp = pid0;
  session0.s_ref = 1;
}

/** A process as if it had been forked and had settled: the first one is init, the others get the next free numbers. */
export function process(parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  require('zone-exhausted', take_pid(p) !== -1, 'no free entry of the process table at boot');
  p.p_stat = SRUN;
  k.nproc++;
  p.g_counted = true;
  insertHead(k.practive, p, 'p_next');
  k.up_count[uid]!++;
  p.p_cred = alloc(cred_zone);
  p.p_cred.cr_ruid = uid;
  p.g_charged = true;
  give_resources(p);
  join_process_tree(p, parent);
  if (leader === nil || leader === p) join_group(p, p.p_pidp);
  else join_group(p, leader === k.proc_init ? pid_zone.at(1) : leader.p_pgidp); // not init's own
  return p;
}

/** What every process has. */
function give_resources(p: Ref<Proc>): void {
  p.p_as = as_alloc();
  p.p_lwpdir_sz = 2;
  p.p_zone = zone_zone.at(p.p_pidp.pid_id === conf.zoned ? 2 : 1);
  p.p_pool = pool_zone.at(1);
  p.p_pool.pool_ref++;
  task_attach(task_zone.at(1), p);
  const ct = contract_zone.at(k.proc_init === nil ? 1 : 2);
  p.p_ct_process = ct;
  ct.ct_ref++;
  insertHead(ct.conp_members, p, 'p_ct_member');
  p.p_corefile = corectl_zone.at(1);
  p.p_corefile.ccp_ref++;
  p.p_rctls = true;
  p.p_exec = true;
  p.u_files = true;
  p.u_cdir = vnode_zone.at(1);
  p.u_cdir.v_count++;
  k.rctls++;
  p.p_dtrace_helpers = conf.helpers !== 0;
  k.dtrace_helpers += conf.helpers;
  k.v_exec++;
  k.f_count++;
}

/** init has a session of its own, its first children have that of sched. */
function join_process_tree(p: Ref<Proc>, parent: Ref<Proc>): void {
  if (k.proc_init === nil) {
    k.proc_init = p;
    lead_session(p);
    return;
  }
  const pp = parent === nil ? k.proc_init : parent;
  p.p_ppid = pp.p_pidp.pid_id;
  link_child(pp, p);
  p.p_nextofkin = pp;
  insertHead(pp.p_orphan, p, 'p_nextorph');
  p.p_sessp = pp === k.proc_init ? sess_zone.at(1) : pp.p_sessp;
  p.p_sessp.s_ref++;
}

function lead_session(p: Ref<Proc>): void {
  p.p_sessp = sess_alloc();
  p.p_sessp.s_sidp = p.p_pidp;
  p.p_sessp.s_ref = 1;
  p.p_pidp.pid_ref++;
}

function join_group(p: Ref<Proc>, pgp: Ref<Pid>): void {
  if (pgp.pid_pglink.first === nil) pgp.pid_ref++;
  p.p_pgidp = pgp;
  insertHead(pgp.pid_pglink, p, 'p_pglink');
  const pp = p.p_parent;
  const linked = pp !== nil && pp.p_pgidp !== pgp && pp.p_sessp === p.p_sessp;
  pgp.pid_pgorphaned = pgp.pid_pglink.first === p && p.p_pglink === nil ? !linked : pgp.pid_pgorphaned && !linked;
}

/** One LWP of such a process; it begins `entry` in user mode. */
export function thread(p: Ref<Proc>, entry: Entry): void {
  const t: Ref<Lwp> = thread_create();
  t.t_tid = ++p.p_lwpid;
  if (!has_room(p)) enlarge(p);
  link_thread(t, p);
  t.t_state = TS_RUN;
  t.t_whystop = 0;
  t.t_schedflag = TS_ALLSTART;
  t.t_proc_flag = TP_TWAIT;
  t.td_suspended = false;
  t.t_ruid = p.p_cred.cr_ruid;
  t.t_pool = p.p_pool;
  p.p_lwprcnt++;
  count_nlwps(p, 1);
  start(t, user_thread, entry);
}
