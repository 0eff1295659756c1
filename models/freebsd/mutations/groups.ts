/** Historical bugs: process groups and sessions. */
import type { Mutation } from '../../../src/index.ts';

export const groupsMutations: readonly Mutation[] = [];
