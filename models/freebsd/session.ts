/** Sessions. */
import { free } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { proc_id_clear, PROC_ID_SESSION } from './findpid.ts';
import { session_zone } from './state.ts';
import type { Session } from './state.ts';

/** Drops a reference to a session; the last one gives its number back. The caller holds proctree_lock exclusively. */
export function* sess_release(s: Ref<Session>): Routine {
  s.s_count--;
  if (s.s_count !== 0) return;
  // The terminal's reference to the session would go here.
  yield* proc_id_clear(PROC_ID_SESSION, s.s_sid);
  free(session_zone, s);
}
