/** Historical bugs, to be brought back one at a time, and small breaks that show the claims at work. */
import type { Mutation } from '../../../src/index.ts';
import { historyMutations } from './history.ts';
import { sanityMutations } from './sanity.ts';
import { stepMutations } from './steps.ts';

export const mutations: readonly Mutation[] = [...historyMutations, ...sanityMutations, ...stepMutations];
