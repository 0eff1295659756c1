/** The system calls that fork, and the first steps of a new process. The numbers beside the code are lines of kern_fork.c. */
import { KASSERT, nil } from '../../src/index.ts';
import type { Ref, Routine, U31 } from '../../src/index.ts';
import { userret } from './ast.ts';
import { crfree } from './cred.ts';
import { fork1 } from './fork1.ts';
import { RFFDG, RFKERNELONLY, RFMEM, RFPPWAIT, RFPROC } from './forkFlags.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { Recursive_held } from './locks.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { k } from './state.ts';
import type { Thread } from './state.ts';

/** fork(2): a copy with its own memory and files. 112 */
export function* sys_fork(td: Ref<Thread>): Routine<number> {
  yield* lock_giant(); // 120
  const error = yield* fork1(td, RFFDG | RFPROC); // 121
  const result = error === 0 ? td.td_procp.p_pid : -error; // 122: of whoever has the struct by now
  unlock_giant(); // 126
  return result;
}

/** vfork(2): the child borrows the memory, the parent waits for it. 134 */
export function* sys_vfork(td: Ref<Thread>): Routine<number> {
  yield* lock_giant(); // 142
  const error = yield* fork1(td, RFFDG | RFPROC | RFPPWAIT | RFMEM); // 143
  const result = error === 0 ? td.td_procp.p_pid : -error; // 144
  unlock_giant(); // 148
  return result;
}

/** rfork(2): the caller says what is shared; what only the kernel may ask for is dropped without a word. 156 */
export function* sys_rfork(td: Ref<Thread>, flags: U31): Routine<number> {
  yield* lock_giant(); // 164
  const error = yield* fork1(td, flags & ~RFKERNELONLY); // 165
  let result = -error;
  if (error === 0) result = td.td_procp !== nil ? td.td_procp.p_pid : 0; // 166
  unlock_giant(); // 170
  return result;
}

/** The first code of a new process: signals first, and then its first look at its credentials is undone. 754 */
export function* fork_exit(td: Ref<Thread>): Routine {
  yield* userret(td); // 786: fork_return
  yield* PROC_LOCK(td.td_proc); // 792
  PROC_UNLOCK(td.td_proc); // 800
  yield* lock_giant(); // 801
  crfree(td.td_ucred); // 802
  unlock_giant(); // 803
  td.td_ucred = nil; // 804
  KASSERT(!Recursive_held(k.Giant), 'fork_exit: Giant is owned (B6)'); // 805
}
