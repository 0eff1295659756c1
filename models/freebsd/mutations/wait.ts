/** Historical bugs: waiting for children. */
import type { Mutation } from '../../../src/index.ts';

export const waitMutations: readonly Mutation[] = [];
