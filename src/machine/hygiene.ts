import { require, some } from '../lang/index.ts';
import { owns_a_mutex, Sx_shared, sxlocks } from './locks.ts';

/** Checks that the current thread, on its way to user mode, holds no lock of any kind. */
export function assert_no_locks(): void {
  require('lock-held-on-return', !owns_a_mutex(), 'a mutex is owned on the return to user mode');
  require('lock-held-on-return', !some(sxlocks, (sx) => Sx_shared(sx)), 'an sx lock is held on the return to user mode');
}
