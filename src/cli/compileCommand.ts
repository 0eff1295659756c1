import { compile } from '../check.ts';
import { resolveInput } from './input.ts';
import type { Outcome, World } from './world.ts';
import { writeText } from './writeText.ts';

export interface CompileFlags {
  readonly property?: readonly string[];
  readonly mutation?: string;
  readonly cpus?: number;
  readonly emit?: string;
}

/** `forkcheck compile KERNEL [SCENARIO] --emit FILE`: the generated code, to read. */
export function compileCommand(kernel: string, scenario: string | undefined, flags: CompileFlags, world: World): Outcome {
  const { mutation, cpus, property: properties, emit } = flags;
  const input = resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel);
  const { source } = compile(input, world.rooms);
  if (emit === undefined) return { code: 0, lines: [source.trimEnd()] };
  writeText(emit, source, '--emit');
  return { code: 0, lines: [] };
}
