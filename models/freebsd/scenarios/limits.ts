/** Limits on processes. */
import type { Scenario } from '../../../src/index.ts';

export const limitsScenarios: readonly Scenario[] = [];
