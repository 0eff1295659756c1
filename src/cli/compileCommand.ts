import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from '../check.ts';
import { UsageError } from '../core/index.ts';
import { resolveInput } from './input.ts';
import type { Outcome, World } from './world.ts';

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
  write(emit, source);
  return { code: 0, lines: [] };
}

function write(file: string, source: string): void {
  try {
    writeFileSync(resolve(file), source.endsWith('\n') ? source : `${source}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write ${file}: ${reason}\n  Give --emit a file in a directory that can be written to.`);
  }
}
