/** The struct of a new process, with its number and what it copies from its parent. The numbers are lines of kern_fork.c. */
import { alloc, curthread, free, KASSERT, mayFail, maySleep, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { enterpgrp } from './pgrp.ts';
import { pgfind_internal, proc_session, session_find_internal, session_rele } from './pgrpRefs.ts';
import { pfind_locked } from './refs.ts';
import {
  conf, k, P_CONTROLT, P_LIST_INCREATE, P_LIST_INHASH, PGRPID_DEAD, proc_list_lock, proc_list_unlock, proc_zone, SIDL,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { proc_signalend, proc_signalstart, proc_transend, proc_transstart } from './trans.ts';

/**
 * A process that nobody finds yet, with its signal and transition locks held; nil if something fails. The caller holds no lock, and
 * has counted it for its user.
 */
export function* forkproc(parent: Ref<Proc>): Routine<Ref<Proc>> {
  const ut = curthread<Uthread>(); // 1187
  yield* maySleep('zalloc_proc');
  const child = alloc(proc_zone); // 1190
  require('zone-exhausted', child !== nil, 'no free process slot');
  k.pstats++; // 1191
  if (yield* mayFail('thread_call_allocate')) { // 1195
    k.pstats--; // 1197
    free(proc_zone, child); // 1199
    return nil;
  }

  yield* proc_list_lock();
  choose_pid(child); // 1206
  proc_list_unlock();

  // Nobody finds it while it has P_LIST_INCREATE, and its parent is not locked either.
  yield 1267;
  child.p_stat = SIDL;
  unlocked(child).p_pgrpid = PGRPID_DEAD; // 1268
  copy_range(parent, child); // 1275
  unlocked(child).p_sessionid = unlocked(parent).p_sessionid; // 1292
  child.p_flag = 0; // 1303: none of these is inherited
  child.p_uid = ut.uu_uid; // 1314
  child.g_charged = true;
  ut.g_charges = 0;
  yield* maySleep('fdcopy'); // 1344

  yield 1375;
  child.ps_catch = parent.ps_catch; // 1376: the handlers that the masks above belong to
  const sessp = yield* proc_session(parent); // 1382
  if (sessp.s_ttyvp && (parent.p_flag & P_CONTROLT) !== 0) child.p_flag |= P_CONTROLT; // 1383
  yield* session_rele(sessp); // 1386
  yield* proc_signalstart(child); // 1393
  yield* proc_transstart(child); // 1394
  if (conf.persona_pgid !== 0) yield* enterpgrp(child, conf.persona_pgid, false); // 1434
  if (yield* mayFail('persona_proc_inherit')) { // 1435
    yield* forkproc_free(child); // 1437
    return nil;
  }
  child.p_memstat = false; // 1443
  return child; // 1467
}

/** The next number that nothing bears, in one step, however long that takes: the list lock is owned all the time. */
function choose_pid(child: Ref<Proc>): void {
  k.nextpid++; // 1206
  for (;;) {
    if (k.nextpid >= conf.pid_max) { // 1218
      k.nextpid = conf.pid_restart;
      k.pidwrap = true;
    }
    if (!k.pidwrap || !is_borne(k.nextpid)) break;
    k.nextpid++;
  }
  k.nprocs++; // 1238
  child.p_pid = k.nextpid; // 1239
  KASSERT(pfind_locked(child.p_pid) === nil, 'proc in the list already'); // 1245
  child.p_listflag |= P_LIST_INHASH | P_LIST_INCREATE; // 1251
}

/** Whether a process, zombies included, a group or a session has the number. */
function is_borne(pid: number): boolean {
  if (pfind_locked(pid) !== nil) return true; // 1223
  if (pgfind_internal(pid) !== nil) return true; // 1229
  return session_find_internal(pid); // 1233
}

/** p_startcopy .. p_endcopy: the group comes without a reference. */
function copy_range(parent: Ref<Proc>, child: Ref<Proc>): void {
  unlocked(child).p_sigignore = unlocked(parent).p_sigignore; // 1275
  unlocked(child).p_sigcatch = unlocked(parent).p_sigcatch;
  unlocked(child).p_pgrp = unlocked(parent).p_pgrp;
}

/** Takes back what forkproc has made, in the reverse order. The caller holds no lock, and undoes the count of the user. */
export function* forkproc_free(p: Ref<Proc>): Routine {
  yield* proc_signalend(p); // 1089
  yield* proc_transend(p); // 1090
  yield* maySleep('fdfree'); // 1093
  // The credential says whom the process is charged to.
  curthread<Uthread>().g_charges = p.p_uid + 1; // 1135
  p.g_charged = false;
  yield* proc_list_lock();
  k.nprocs--; // 1141
  // 1145: off the hash of numbers, and P_LIST_INHASH stays
  proc_list_unlock();
  k.pstats--; // 1152
  proc_checkdeadrefs(p); // 1159
  free(proc_zone, p); // 1160
}

/** What a DEBUG kernel asks of a process that is freed. kern_proc.c */
export function proc_checkdeadrefs(p: Ref<Proc>): void {
  const q = unlocked(p);
  KASSERT(conf.debug === 0 || (q.p_listflag & P_LIST_INHASH) === 0, 'proc being freed and still in hash');
  KASSERT(conf.debug === 0 || (q.p_childrencnt === 0 && q.p_children.first === nil), 'proc being freed and pending children');
  KASSERT(conf.debug === 0 || (q.p_refcount === 0 && q.p_parentref === 0), 'proc being freed and pending references');
}
