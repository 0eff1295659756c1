/** A signal to a process group, against forks in it. */
import type { Scenario } from '../../../src/index.ts';

export const killpgScenarios: readonly Scenario[] = [];
