/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { birthsScenarios } from './births.ts';
import { deathsScenarios } from './deaths.ts';
import { execScenarios } from './exec.ts';
import { groupsScenarios } from './groups.ts';
import { limitsScenarios } from './limits.ts';
import { ptraceScenarios } from './ptrace.ts';
import { signalsScenarios } from './signals.ts';
import { smallScenarios } from './small.ts';
import { vforkScenarios } from './vfork.ts';

export const scenarios: readonly Scenario[] = [
  ...vforkScenarios,
  ...signalsScenarios,
  ...groupsScenarios,
  ...limitsScenarios,
  ...smallScenarios,
  ...execScenarios,
  ...ptraceScenarios,
  ...birthsScenarios,
  ...deathsScenarios,
];
