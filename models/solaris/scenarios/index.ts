/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { birthsScenarios } from './births.ts';
import { debugScenarios } from './debug.ts';
import { groupsScenarios } from './groups.ts';
import { limitsScenarios } from './limits.ts';
import { lwpsScenarios } from './lwps.ts';
import { outsideScenarios } from './outside.ts';
import { sessionsScenarios } from './sessions.ts';
import { threadsScenarios } from './threads.ts';
import { vforkScenarios } from './vfork.ts';

export const scenarios: readonly Scenario[] = [
  ...vforkScenarios, ...groupsScenarios, ...sessionsScenarios, ...limitsScenarios, ...threadsScenarios, ...lwpsScenarios, ...debugScenarios, ...outsideScenarios,
  ...birthsScenarios,
];
