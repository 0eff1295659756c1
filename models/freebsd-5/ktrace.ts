/** Traces of what a process does, to a file. Labels name routines of kern_ktrace.c. */
import { alloc, free, KASSERT, nil, require } from '../../src/index.ts';
import type { Ref, Routine, U5 } from '../../src/index.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_UNLOCK } from './mutex.ts';
import { pfind } from './pfind.ts';
import { ESRCH, vnode_zone } from './state.ts';
import type { Vnode } from './state.ts';

/** VREF: without a sleep. */
export function vref(vp: Ref<Vnode>): void {
  vp.v_usecount++;
}

export function vrele(vp: Ref<Vnode>): void {
  KASSERT(vp.v_usecount > 0, 'vrele: more references given back than taken');
  vp.v_usecount--;
  if (vp.v_usecount === 0) free(vnode_zone, vp);
}

/** ktrace(2): begins the trace of a process and its future children, or ends it. Returns 0 or a negative errno. ktrops */
export function* sys_ktrace(pid: U5, begins: boolean): Routine<number> {
  yield* lock_giant();
  const p = yield* pfind(pid);
  if (p === nil) {
    unlock_giant();
    return -ESRCH;
  }
  const old = p.p_tracep;
  p.p_tracep = nil;
  p.p_traceflag = begins;
  if (begins) {
    const vp = alloc(vnode_zone);
    require('zone-exhausted', vp !== nil, 'no free vnode slot');
    vp.v_usecount = 1;
    p.p_tracep = vp;
  }
  PROC_UNLOCK(p);
  if (old !== nil) vrele(old);
  unlock_giant();
  return 0;
}
