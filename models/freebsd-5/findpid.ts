/** The search for a number that nobody bears, and the moment when the new process can be seen. The numbers are lines of kern_fork.c. */
import { insertHead, nil } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { RFHIGHPID } from './forkFlags.ts';
import { conf, k, SIDL } from './state.ts';
import type { Proc } from './state.ts';

/**
 * A number from lastpid + 1 on that no process, group or session of a listed process bears. The caller owns Giant and holds
 * allproc_lock exclusively. 344-398
 */
export function find_pid(flags: number): number {
  let trypid = k.lastpid + 1; // 344
  if ((flags & RFHIGHPID) !== 0 && trypid < 10) trypid = 10; // 345
  for (;;) {
    if (trypid >= conf.pid_max) { // 359
      trypid %= conf.pid_max; // 360
      if (trypid < conf.pid_low) trypid += conf.pid_low; // 361
      k.pidchecked = 0; // 363
    }
    if (trypid < k.pidchecked) return trypid; // 365: free, as this scan or an earlier one has found
    trypid = scan(trypid);
  }
}

/**
 * Goes through all processes, and goes on with the next number wherever one bears it; remembers the lowest one above that is borne.
 * What it returns is free if it is below that. 366-397
 */
function scan(from: number): number {
  let trypid = from;
  k.pidchecked = conf.pid_max; // 368
  for (let p = k.allproc.first; p !== nil; p = p.p_list) { // 374
    while (bears(p, trypid)) { // 377
      trypid++; // 380
      if (trypid >= k.pidchecked) return trypid; // 381: all anew
    }
    note_above(p, trypid);
  }
  for (let p = k.zombproc.first; p !== nil; p = p.p_list) { // 395
    while (bears(p, trypid)) {
      trypid++;
      if (trypid >= k.pidchecked) return trypid;
    }
    note_above(p, trypid);
  }
  return trypid;
}

/** Whether the number is that of the process, its group or its session. 377-379 */
function bears(p: Ref<Proc>, pid: number): boolean {
  return p.p_pid === pid || p.p_pgrp.pg_id === pid || p.p_pgrp.pg_session.s_sid === pid;
}

/** Keeps pidchecked at the lowest number above that is borne. 384-391 */
function note_above(p: Ref<Proc>, pid: number): void {
  if (p.p_pid > pid && k.pidchecked > p.p_pid) k.pidchecked = p.p_pid; // 384
  if (p.p_pgrp.pg_id > pid && k.pidchecked > p.p_pgrp.pg_id) k.pidchecked = p.p_pgrp.pg_id; // 386
  if (p.p_pgrp.pg_session.s_sid > pid && k.pidchecked > p.p_pgrp.pg_session.s_sid) k.pidchecked = p.p_pgrp.pg_session.s_sid; // 389
}

/** Puts the new process where others find it. The caller owns Giant and holds allproc_lock exclusively. 403-412 */
export function publish(p2: Ref<Proc>, pid: number, flags: number): void {
  if ((flags & RFHIGHPID) !== 0) k.pidchecked = 0; // 404
  else k.lastpid = pid; // 406
  p2.p_stat = SIDL; // 409: protects against who looks, which few do
  p2.p_pid = pid;
  insertHead(k.allproc, p2, 'p_list'); // 411
  p2.p_hashed = true; // 412
}
