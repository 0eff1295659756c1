/**
 * The numbers of processes, LWPs and groups: one table, whose entries are handed out in the order in which they were freed. Labels
 * name routines of kern_proc.c.
 */
import { alloc, KASSERT, maySleep, nil, require } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { conf, k, LSIDL, mutex_enter, mutex_exit, pid_table, proc_lock_assert, SACTIVE, SIDL, SSTOP } from './state.ts';
import type { Lwp, Pgrp, Proc, Pt } from './state.ts';

/** Entries are numbered from 0. */
export function pt_at(index: number): Ref<Pt> {
  return pid_table.at(index + 1);
}

/** The entry that a number has now. */
export function pt_of(pid: number): Ref<Pt> {
  return pt_at(pid & k.pid_tbl_mask);
}

/** PT_VALID: a process or an LWP has the entry. */
export function pt_is_taken(pt: Ref<Pt>): boolean {
  return pt.pt_proc !== nil || pt.pt_lwp !== nil;
}

/** The largest number whose use count a link has room for: a first use starts above it, and so folds to the entry's own number. */
const LINK_EMPTY = 64;

/** At boot: an empty table. Entry 0 belongs to the swapper. procinit */
export function boot_pid_table(): void {
  for (let i = 0; i < conf.pid_slots; i++) alloc(pid_table);
  k.pid_tbl_mask = conf.pid_table - 1;
  for (let i = 0; i <= k.pid_tbl_mask; i++) pt_at(i).pt_next = LINK_EMPTY + i + 1;
  pt_at(0).pt_next = 0;
  k.next_free_pt = 1;
  k.last_free_pt = k.pid_tbl_mask;
  pt_at(k.last_free_pt).pt_next = LINK_EMPTY;
  k.pid_alloc_lim = k.pid_tbl_mask - 1;
}

/** Whether the table has to grow before another number is handed out: few are left, or the last entry of the free list is its turn. */
export function pid_table_is_full(): boolean {
  return k.pid_alloc_cnt >= k.pid_alloc_lim || (pt_at(k.next_free_pt).pt_next & k.pid_tbl_mask) === 0;
}

/** Takes the entry that is first on the free list, for a process or an LWP. The caller owns proc_lock. */
export function take_pid(p: Ref<Proc>, l: Ref<Lwp>): number {
  const index = k.next_free_pt;
  const pt = pt_at(index);
  KASSERT(!pt_is_taken(pt) && pt.pt_pgrp === nil, 'proc_alloc: the entry is busy');
  KASSERT(pt.pt_pid === 0, 'proc_alloc: the entry has a number');
  const nxt = pt.pt_next;
  let pid = (nxt & ~k.pid_tbl_mask) + k.pid_tbl_mask + 1 + index;
  if (pid > conf.pid_max) pid &= k.pid_tbl_mask;
  k.next_free_pt = nxt & k.pid_tbl_mask;
  pt.pt_next = 0;
  pt.pt_proc = p;
  pt.pt_lwp = l;
  pt.pt_pid = pid;
  k.pid_alloc_cnt++;
  return pid;
}

/** Takes a number for a process or (`p` nil) an LWP. The caller owns proc_lock, which the growth of the table drops. */
function* proc_alloc_pid_slot(p: Ref<Proc>, l: Ref<Lwp>): Routine<number> {
  proc_lock_assert();
  while (pid_table_is_full()) yield* expand_pid_table();
  return take_pid(p, l);
}

/** Doubles the table, unless somebody else has while the memory was allocated. The caller owns proc_lock, which is dropped twice. */
function* expand_pid_table(): Routine {
  const pt_size = k.pid_tbl_mask + 1;
  mutex_exit(k.proc_lock);
  yield* maySleep('kmem_alloc');
  yield* mutex_enter(k.proc_lock);
  if (pt_size !== k.pid_tbl_mask + 1) return;
  require('zone-exhausted', pt_size * 2 <= conf.pid_slots, 'the pid table would grow beyond pid_slots');
  for (let i = pt_size - 1; i >= 0; i--) split_entry(i, pt_size);
  k.pid_tbl_mask = pt_size * 2 - 1;
  k.pid_alloc_lim <<= 1;
  // Who looks numbers up without the lock has to be waited for before the old table goes.
  mutex_exit(k.proc_lock);
  yield* maySleep('pserialize_perform');
  yield* mutex_enter(k.proc_lock);
}

/**
 * An entry becomes two: what it held goes where its number belongs now, the other one to the head of the free list. Free entries stay
 * in the lower half, with their use count raised so that their link stays good.
 */
function split_entry(i: number, pt_size: number): void {
  const old = pt_at(i);
  const taken = pt_is_taken(old);
  const count = (old.pt_next + pt_size) & ~pt_size;
  let pid = taken ? old.pt_pid : count;
  if (!taken && old.pt_pgrp !== nil) pid = old.pt_pgrp.pg_id;
  const proc = old.pt_proc;
  const lwp = old.pt_lwp;
  const pgrp = old.pt_pgrp;
  const number = old.pt_pid;
  const free_pid = (pid ^ pt_size) & ~(pt_size - 1);
  const mine = pt_at(i + (pid & pt_size));
  const other = pt_at(i + (free_pid & pt_size));
  fill(other, nil, nil, nil, 0, (free_pid & ~pt_size) | k.next_free_pt);
  fill(mine, proc, lwp, pgrp, number, taken ? 0 : count);
  k.next_free_pt = i + (free_pid & pt_size);
}

function fill(pt: Ref<Pt>, proc: Ref<Proc>, lwp: Ref<Lwp>, pgrp: Ref<Pgrp>, pid: number, next: number): void {
  pt.pt_proc = proc;
  pt.pt_lwp = lwp;
  pt.pt_pgrp = pgrp;
  pt.pt_pid = pid;
  pt.pt_next = next;
}

/** Gives a new process its number. From here on it can be found, and whoever finds it sees SIDL. The caller holds no lock. proc_alloc_pid */
export function* proc_alloc_pid(p: Ref<Proc>): Routine {
  yield* mutex_enter(k.proc_lock);
  KASSERT(p.p_stat === SIDL, 'proc_alloc_pid: the process is not new');
  p.p_pid = yield* proc_alloc_pid_slot(p, nil);
  p.g_numbered = true;
  mutex_exit(k.proc_lock);
}

/** Gives an LWP its number: that of its process, if no LWP has it. The caller holds no lock. proc_alloc_lwpid */
export function* proc_alloc_lwpid(p: Ref<Proc>, l: Ref<Lwp>): Routine {
  yield* mutex_enter(k.proc_lock);
  KASSERT(l.l_stat === LSIDL, 'proc_alloc_lwpid: the LWP is not new');
  const pt = pt_of(p.p_pid);
  KASSERT(pt.pt_pid === p.p_pid, 'proc_alloc_lwpid: the entry has another number');
  if (pt.pt_proc !== nil) {
    KASSERT(pt.pt_proc === p, 'proc_alloc_lwpid: the entry is of another process');
    usurp_pid(p, l);
  } else {
    l.l_lid = yield* proc_alloc_pid_slot(nil, l);
  }
  mutex_exit(k.proc_lock);
}

/** Has an LWP take the entry of its process over. The caller owns proc_lock. */
export function usurp_pid(p: Ref<Proc>, l: Ref<Lwp>): void {
  const pt = pt_of(p.p_pid);
  pt.pt_proc = nil;
  pt.pt_lwp = l;
  l.l_lid = p.p_pid;
}

/** Takes a number from an LWP: its process gets it back, or nobody. The caller owns proc_lock. proc_free_lwpid */
export function proc_free_lwpid(p: Ref<Proc>, l: Ref<Lwp>): void {
  proc_lock_assert();
  const pt = pt_of(l.l_lid);
  KASSERT(pt.pt_lwp !== nil && pt.pt_lwp === l, 'proc_free_lwpid: the entry is not of this LWP');
  const lid = l.l_lid;
  l.l_lid = 0;
  if (lid !== p.p_pid) {
    proc_free_pid_internal(lid);
    return;
  }
  pt.pt_lwp = nil;
  pt.pt_proc = p;
}

/** Frees a number. A group keeps its entry from the free list. The caller owns proc_lock. proc_free_pid_internal */
export function proc_free_pid_internal(pid: number): void {
  proc_lock_assert();
  const pt = pt_of(pid);
  KASSERT(pt.pt_pid === pid, 'proc_free_pid: the entry has another number');
  pt.pt_proc = nil;
  pt.pt_lwp = nil;
  pt.pt_next = pid & ~k.pid_tbl_mask;
  pt.pt_pid = 0;
  if (pt.pt_pgrp === nil) free_entry(pid & k.pid_tbl_mask);
}

/** Puts an entry last on the free list. The caller owns proc_lock. */
export function free_entry(index: number): void {
  pt_at(k.last_free_pt).pt_next |= index;
  k.last_free_pt = index;
  k.pid_alloc_cnt--;
}

/** The process that has the number, in whatever state; nil if none. The caller owns proc_lock. proc_find_raw */
export function proc_find_raw(pid: number): Ref<Proc> {
  const pt = pt_of(pid);
  if (pt.pt_pid !== pid) return nil;
  if (pt.pt_lwp !== nil) return pt.pt_lwp.l_proc.p_pid === pid ? pt.pt_lwp.l_proc : nil;
  return pt.pt_proc;
}

/** The same, if it runs or is stopped. proc_find */
export function proc_find(pid: number): Ref<Proc> {
  const p = proc_find_raw(pid);
  return p !== nil && (p.p_stat === SACTIVE || p.p_stat === SSTOP) ? p : nil;
}

/** The group that has the number, unless it is empty. The caller owns proc_lock. pgrp_find */
export function pgrp_find(pgid: number): Ref<Pgrp> {
  const pg = pt_of(pgid).pt_pgrp;
  return pg !== nil && pg.pg_id === pgid && pg.pg_members.first !== nil ? pg : nil;
}
