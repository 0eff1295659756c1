/** Historical bugs: processes that leave together. */
import type { Mutation } from '../../../src/index.ts';

export const peersMutations: readonly Mutation[] = [];
