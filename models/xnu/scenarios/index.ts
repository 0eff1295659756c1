/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { execScenarios } from './exec.ts';
import { groupsScenarios } from './groups.ts';
import { killpgScenarios } from './killpg.ts';
import { limitsScenarios } from './limits.ts';
import { ptraceScenarios } from './ptrace.ts';
import { ttyScenarios } from './tty.ts';
import { vforkScenarios } from './vfork.ts';
import { waitScenarios } from './wait.ts';

export const scenarios: readonly Scenario[] = [
  ...vforkScenarios,
  ...killpgScenarios,
  ...groupsScenarios,
  ...limitsScenarios,
  ...execScenarios,
  ...waitScenarios,
  ...ptraceScenarios,
  ...ttyScenarios,
];
