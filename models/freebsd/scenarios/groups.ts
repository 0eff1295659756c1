/** Process groups and sessions. */
import type { Scenario } from '../../../src/index.ts';

export const groupsScenarios: readonly Scenario[] = [];
