/** Historical bugs, to be brought back one at a time. */
import type { Mutation } from '../../../src/index.ts';
import { groupsMutations } from './groups.ts';
import { itimerMutations } from './itimer.ts';
import { killpgMutations } from './killpg.ts';
import { limitsMutations } from './limits.ts';
import { newsMutations } from './news.ts';
import { numbersMutations } from './numbers.ts';
import { peersMutations } from './peers.ts';
import { ptraceMutations } from './ptrace.ts';
import { reapKillMutations } from './reapKill.ts';
import { rforkMutations } from './rfork.ts';
import { sigactsMutations } from './sigacts.ts';
import { singlingMutations } from './singling.ts';
import { stopAllMutations } from './stopAll.ts';
import { threadsMutations } from './threads.ts';
import { ttyMutations } from './tty.ts';
import { vforkMutations } from './vfork.ts';
import { waitMutations } from './wait.ts';

export const mutations: readonly Mutation[] = [
  ...vforkMutations,
  ...killpgMutations,
  ...threadsMutations,
  ...limitsMutations,
  ...groupsMutations,
  ...peersMutations,
  ...waitMutations,
  ...reapKillMutations,
  ...ptraceMutations,
  ...stopAllMutations,
  ...sigactsMutations,
  ...itimerMutations,
  ...ttyMutations,
  ...rforkMutations,
  ...newsMutations,
  ...numbersMutations,
  ...singlingMutations,
];
