/** Historical bugs, to be brought back one at a time, and small breaks that show what this kernel's own claims notice. */
import type { Mutation } from '../../../src/index.ts';
import { claimsMutations } from './claims.ts';
import { edgesMutations } from './edges.ts';
import { limitsMutations } from './limits.ts';
import { sleepMutations } from './sleep.ts';

export const mutations: readonly Mutation[] = [...limitsMutations, ...sleepMutations, ...claimsMutations, ...edgesMutations];
