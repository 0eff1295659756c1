/** Processes with more threads than one: single-threading, exec, exit, stops. */
import type { Scenario } from '../../../src/index.ts';

export const threadsScenarios: readonly Scenario[] = [];
