/** The space of process ids, beside kern_fork.c: four bitmaps under procid_lock, and the search for a free number. */
import { KASSERT, mtx_lock, mtx_unlock, unlocked } from '../../src/index.ts';
import type { Routine } from '../../src/index.ts';
import { RFHIGHPID } from './forkFlags.ts';
import { conf, k } from './state.ts';

/** The maps that keep a number from being handed out. */
export const PROC_ID_PID = 0;
export const PROC_ID_GROUP = 1;
export const PROC_ID_SESSION = 2;
export const PROC_ID_REAP = 3;

/** Marks an id as taken in one of the maps; it must have been free there. Locks and unlocks procid_lock. */
export function* proc_id_set(type: number, id: number): Routine {
  yield* mtx_lock(k.procid_lock);
  KASSERT(!id_is_set(type, id), 'proc_id_set: the id is already set (A3)');
  set_id(type, id);
  mtx_unlock(k.procid_lock);
}

/** Marks an id as taken if it is not; the first look is made without the lock. */
export function* proc_id_set_cond(type: number, id: number): Routine {
  yield 'proc_id_set_cond';
  if ((unlocked_map(type) & (1 << id)) !== 0) return;
  yield* mtx_lock(k.procid_lock);
  set_id(type, id);
  mtx_unlock(k.procid_lock);
}

/** Gives an id back; it must have been taken. Locks and unlocks procid_lock. */
export function* proc_id_clear(type: number, id: number): Routine {
  yield* mtx_lock(k.procid_lock);
  KASSERT(id_is_set(type, id), 'proc_id_clear: the id is not set (A3)');
  clear_id(type, id);
  mtx_unlock(k.procid_lock);
}

/**
 * Finds an unused process id: clear in the pid, group, session and reaper maps, and takes it. kern_fork.c:253
 * The caller holds no mutex. The random offset of `kern.randompid` is left out: it only picks where the search starts.
 */
export function* fork_findpid(flags: number): Routine<number> {
  yield* mtx_lock(k.procid_lock); // 265
  let trypid = k.lastpid + 1;
  if ((flags & RFHIGHPID) !== 0 && trypid < 10) trypid = 10;
  let result = 0;
  // Nothing in this loop lets anyone else in. If every id that is free in the pid map is held by a group, a session or
  // a reaper's subtree, it goes round for ever.
  for (;;) {
    if (trypid >= conf.pid_max) trypid = 2; // 275
    result = first_clear_pid(trypid);
    if (result === -1) {
      KASSERT(trypid !== 2, 'fork_findpid: ran out of ids (A2)'); // 280
      trypid = 2;
      continue;
    }
    if (!id_is_set(PROC_ID_GROUP, result) && !id_is_set(PROC_ID_SESSION, result) && !id_is_set(PROC_ID_REAP, result)) break;
    trypid = result + 1; // 287
  }
  if ((flags & RFHIGHPID) === 0) k.lastpid = result; // 294
  set_id(PROC_ID_PID, result);
  mtx_unlock(k.procid_lock); // 298
  return result;
}

/** The first id from `trypid` on that is clear in the pid map, or -1. */
function first_clear_pid(trypid: number): number {
  for (let id = trypid; id < conf.pid_max; id++) {
    if (!id_is_set(PROC_ID_PID, id)) return id;
  }
  return -1;
}

/** Whether an id is taken in a map. */
export function id_is_set(type: number, id: number): boolean {
  return (id_map(type) & (1 << id)) !== 0;
}

function id_map(type: number): number {
  if (type === PROC_ID_PID) return k.proc_id_pidmap;
  if (type === PROC_ID_GROUP) return k.proc_id_grpidmap;
  if (type === PROC_ID_SESSION) return k.proc_id_sessidmap;
  return k.proc_id_reapmap;
}

/** The same map as somebody sees it who does not hold procid_lock. */
function unlocked_map(type: number): number {
  if (type === PROC_ID_PID) return unlocked(k).proc_id_pidmap;
  if (type === PROC_ID_GROUP) return unlocked(k).proc_id_grpidmap;
  if (type === PROC_ID_SESSION) return unlocked(k).proc_id_sessidmap;
  return unlocked(k).proc_id_reapmap;
}

/** Takes an id in a map, whatever it was; the caller holds procid_lock, or nothing runs yet. */
export function set_id(type: number, id: number): void {
  if (type === PROC_ID_PID) k.proc_id_pidmap |= 1 << id;
  else if (type === PROC_ID_GROUP) k.proc_id_grpidmap |= 1 << id;
  else if (type === PROC_ID_SESSION) k.proc_id_sessidmap |= 1 << id;
  else k.proc_id_reapmap |= 1 << id;
}

function clear_id(type: number, id: number): void {
  if (type === PROC_ID_PID) k.proc_id_pidmap &= ~(1 << id);
  else if (type === PROC_ID_GROUP) k.proc_id_grpidmap &= ~(1 << id);
  else if (type === PROC_ID_SESSION) k.proc_id_sessidmap &= ~(1 << id);
  else k.proc_id_reapmap &= ~(1 << id);
}
