/** Address spaces, reduced to who has which, beside fork.c. */
import { alloc, free, KASSERT, mayFail, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cv_signal } from './condvar.ts';
import { prbarrier } from './pid.ts';
import { as_zone, P_PR_LOCK, p_lock, p_unlock, SVFORK, SVFWAIT } from './state.ts';
import type { As, Proc } from './state.ts';

/** A new address space. */
export function as_alloc(): Ref<As> {
  const as = alloc(as_zone);
  require('zone-exhausted', as !== nil, 'no free address space');
  return as;
}

/** A copy of an address space, or nil. as_dup, which takes its time */
export function* as_dup(as: Ref<As>): Routine<Ref<As>> {
  yield 237;
  KASSERT(as !== nil, 'as_dup: the process has no memory');
  if (yield* mayFail('as_dup')) return nil;
  return as_alloc();
}

/** Frees an address space. as_free, which takes its time */
export function* as_free(as: Ref<As>): Routine {
  yield 'as_free';
  free(as_zone, as);
}

/** Gives up the memory of the calling process, which exits or executes: a vfork child gives it back to its parent. */
export function* relvm(p: Ref<Proc>): Routine {
  KASSERT(unlocked(p).p_lwpcnt <= 1, 'relvm: other LWPs are left'); // 1120
  yield* prrelvm(p); // 1122
  yield 1124;
  if ((unlocked(p).p_flag & SVFORK) !== 0) {
    yield* give_back(p);
  } else if (unlocked(p).p_as !== nil) { // 1192
    yield* p_lock(p); // 1201
    yield* prbarrier(p); // 1202
    const as = p.p_as; // 1203
    p.p_as = nil;
    p_unlock(p); // 1205
    yield* as_free(as); // 1213
  }
}

/** Nobody watches the memory any more. prrelvm */
function* prrelvm(p: Ref<Proc>): Routine {
  if (!unlocked(p).p_warea) return;
  yield* p_lock(p);
  yield* prbarrier(p);
  p.p_warea = false;
  p_unlock(p);
}

/** Lets the parent go on. The tree is read without pidlock: the parent cannot exit. */
function* give_back(p: Ref<Proc>): Routine {
  const pp = unlocked(p).p_parent; // 1125
  for (;;) {
    yield* p_lock(p); // 1141
    yield* prbarrier(p); // 1142
    yield* p_lock(pp); // 1143
    if ((pp.p_proc_flag & P_PR_LOCK) === 0) break; // 1148
    p_unlock(p); // 1154
    yield* prbarrier(pp); // 1155
    p_unlock(pp); // 1156
  }
  p.p_flag &= ~SVFORK; // 1159
  p.g_vfwaiter = nil;
  p.p_as = nil; // 1161
  pp.p_flag &= ~SVFWAIT; // 1181
  if (pp.p_wpage) { // 1182
    pp.p_as.a_wpage = true;
    pp.p_wpage = false;
  }
  yield* cv_signal(pp.p_cv); // 1188
  p_unlock(pp); // 1189
  p_unlock(p); // 1190
}
