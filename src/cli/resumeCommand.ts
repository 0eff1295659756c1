import { resolve } from 'node:path';
import { z } from 'zod';
import { UsageError, visitedKinds } from '../core/index.ts';
import { readSubject } from '../explore/index.ts';
import { checkAndTell, type CheckpointSubject } from './checkCommand.ts';
import type { CheckFlags } from './checkFlags.ts';
import { checkFormats } from './checkFormats.ts';
import type { Outcome, World } from './world.ts';

export interface ResumeFlags {
  readonly quiet?: boolean;
}

/** `forkcheck resume DIR`: goes on with a check that was killed, and tells what it would have told. */
export function resumeCommand(directory: string, { quiet = false }: ResumeFlags, world: World): Outcome {
  const checkpoint = resolve(directory);
  const { input, flags, directory: from } = subjectOf(directory);
  // Reports and findings name modules by their paths from there.
  if (process.cwd() !== from) goTo(from);
  return checkAndTell(input, { ...flags, checkpoint, quiet }, true, world);
}

function goTo(directory: string): void {
  try {
    process.chdir(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
    throw new UsageError(`cannot go to ${directory}, where the check was begun: ${reason}\n  Make that directory, with the model in it.`);
  }
}

const module = z.strictObject({ file: z.string(), reference: z.string() });
const names = z.array(z.string());
const number = z.number();

const flagsSchema: z.ZodType<CheckFlags> = z.strictObject({
  property: names.exactOptional(),
  mutation: z.string().exactOptional(),
  cpus: number.exactOptional(),
  search: z.literal('bfs').exactOptional(),
  seed: z.string().exactOptional(),
  runs: number.exactOptional(),
  run: number.exactOptional(),
  strategy: z.never().exactOptional(),
  pctDepth: z.never().exactOptional(),
  pctSteps: z.never().exactOptional(),
  workers: number.exactOptional(),
  visited: z.enum(visitedKinds).exactOptional(),
  bitstateMegabytes: number.exactOptional(),
  reduction: z.array(z.never()).exactOptional(),
  maxStates: number.exactOptional(),
  maxDepth: number.exactOptional(),
  maxSeconds: number.exactOptional(),
  maxMemory: number.exactOptional(),
  spill: z.never().exactOptional(),
  checkpoint: z.string().exactOptional(),
  checkpointSeconds: number.exactOptional(),
  save: z.string().exactOptional(),
  minimize: z.boolean(),
  explain: z.boolean().exactOptional(),
  coverage: z.boolean().exactOptional(),
  json: z.boolean().exactOptional(),
  format: z.enum(checkFormats).exactOptional(),
  emitTest: z.string().exactOptional(),
  html: z.string().exactOptional(),
  quiet: z.boolean().exactOptional(),
  color: z.enum(['always', 'never', 'auto']).or(z.literal(true)).exactOptional(),
} satisfies Record<keyof CheckFlags, z.ZodType>);

const subjectSchema: z.ZodType<CheckpointSubject> = z.strictObject({
  directory: z.string(),
  input: z.strictObject({
    kernel: module,
    scenario: z.string().exactOptional(),
    mutation: z.string().exactOptional(),
    also: z.array(module).exactOptional(),
    properties: names.exactOptional(),
    cpus: number.exactOptional(),
  }),
  flags: flagsSchema,
});

function subjectOf(directory: string): CheckpointSubject {
  const parsed = subjectSchema.safeParse(readSubject(directory));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `${directory} holds a checkpoint of no \`forkcheck check\` of this version: ${issue?.path.join('.')}: ${issue?.message}\n` +
      '  Resume it with the version that saved it, or check anew with another directory.',
  );
}
