/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { groupsScenarios } from './groups.ts';
import { limitsScenarios } from './limits.ts';
import { outsideScenarios } from './outside.ts';
import { threadsScenarios } from './threads.ts';
import { vforkScenarios } from './vfork.ts';

export const scenarios: readonly Scenario[] = [...vforkScenarios, ...groupsScenarios, ...limitsScenarios, ...threadsScenarios, ...outsideScenarios];
