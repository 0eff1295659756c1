/** Historical bugs, to be brought back one at a time. */
import type { Mutation } from '../../src/index.ts';

export const mutations: readonly Mutation[] = [];
