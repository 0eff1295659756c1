/** Historical bugs: limits on processes. */
import type { Mutation } from '../../../src/index.ts';

export const limitsMutations: readonly Mutation[] = [];
