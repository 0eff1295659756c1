/** Historical bugs: processes with more threads than one: single-threading, exec, exit, stops. */
import type { Mutation } from '../../../src/index.ts';

export const threadsMutations: readonly Mutation[] = [];
