/** Historical bugs: lending memory to a child. */
import type { Mutation } from '../../../src/index.ts';

export const vforkMutations: readonly Mutation[] = [];
