/** Historical bugs: a signal to a process group, against forks in it. */
import type { Mutation } from '../../../src/index.ts';

export const killpgMutations: readonly Mutation[] = [];
