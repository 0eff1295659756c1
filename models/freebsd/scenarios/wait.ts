/** Waiting for children. */
import type { Scenario } from '../../../src/index.ts';

export const waitScenarios: readonly Scenario[] = [];
