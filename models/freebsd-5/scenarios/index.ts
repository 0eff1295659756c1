/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { edgesScenarios } from './edges.ts';
import { groupsScenarios } from './groups.ts';
import { killpgScenarios } from './killpg.ts';
import { limitsScenarios } from './limits.ts';
import { locksScenarios } from './locks.ts';
import { peersScenarios } from './peers.ts';
import { vforkScenarios } from './vfork.ts';
import { waitScenarios } from './wait.ts';

export const scenarios: readonly Scenario[] = [
  ...vforkScenarios,
  ...killpgScenarios,
  ...limitsScenarios,
  ...groupsScenarios,
  ...peersScenarios,
  ...waitScenarios,
  ...locksScenarios,
  ...edgesScenarios,
];
