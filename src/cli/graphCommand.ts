import { compile } from '../check.ts';
import { dot } from '../formats/index.ts';
import { resolveInput } from './input.ts';
import type { Outcome, World } from './world.ts';

export interface GraphFlags {
  readonly property?: readonly string[];
  readonly mutation?: string;
  readonly cpus?: number;
  readonly project?: readonly string[];
  readonly maxStates?: number;
}

/** Graphs of more states are not looked at with pleasure. */
const usualStates = 2000;

/** `forkcheck graph KERNEL [SCENARIO]`: all states and steps for Graphviz. */
export function graphCommand(kernel: string, scenario: string | undefined, flags: GraphFlags, world: World): Outcome {
  const { mutation, cpus, property: properties, project, maxStates = usualStates } = flags;
  const system = compile(resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel), world.rooms);
  const title = [kernel, scenario, mutation].filter((name) => name !== undefined).join(' ');
  return { code: 0, lines: dot(system, title, { maxStates, ...(project && { project }) }).split('\n') };
}
