/** Processes by number. Labels name routines of kern_proc.c. */
import { allocated, nil, sx_slock, sx_sunlock } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { k, PROC_LOCK, proc_zone, PROC_UNLOCK, PRS_NEW, PRS_ZOMBIE } from './state.ts';
import type { Proc } from './state.ts';

/** The process in the hash that has this number, or nil. The caller holds pidhash_lock. */
function proc_by_pid(pid: number): Ref<Proc> {
  for (let i = 1; i <= proc_zone.slots; i++) {
    const p = proc_zone.at(i);
    if (allocated(p) && p.p_hashed && p.p_pid === pid) return p;
  }
  return nil;
}

/** Finds a process, a zombie too, and returns it locked; nil for none, or one that is not complete. pfind_any */
export function* pfind_any(pid: number): Routine<Ref<Proc>> {
  yield* sx_slock(k.pidhash_lock);
  let p = proc_by_pid(pid);
  if (p !== nil) {
    yield* PROC_LOCK(p);
    if (p.p_state === PRS_NEW) {
      PROC_UNLOCK(p);
      p = nil;
    }
  }
  sx_sunlock(k.pidhash_lock);
  return p;
}

/** The same for a process that lives. pfind */
export function* pfind(pid: number): Routine<Ref<Proc>> {
  const p = yield* pfind_any(pid);
  if (p !== nil && p.p_state === PRS_ZOMBIE) {
    PROC_UNLOCK(p);
    return nil;
  }
  return p;
}
