/** Processes that leave together. */
import type { Scenario } from '../../../src/index.ts';

export const peersScenarios: readonly Scenario[] = [];
