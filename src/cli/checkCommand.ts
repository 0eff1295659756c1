import { join } from 'node:path';
import { check, type CheckInput, type CheckOptions, type CheckResult } from '../check.ts';
import { UsageError } from '../core/index.ts';
import { explanationText, type Paint, paintWith } from '../report/index.ts';
import { type CheckpointOptions, settle } from '../settings.ts';
import { type Counterexample, saveCounterexample } from '../trace/index.ts';
import type { CheckFlags } from './checkFlags.ts';
import { type CheckFormat, reportAs } from './checkFormats.ts';
import { wantsColors } from './colors.ts';
import { explained } from './explainCommand.ts';
import { regressionTest } from './regressionTest.ts';
import { resolveInput } from './input.ts';
import { runsOf, writePage } from './pageFile.ts';
import type { ExitCode, Outcome, World } from './world.ts';
import { writeText } from './writeText.ts';

/** What a checkpoint keeps of the command that it belongs to. */
export interface CheckpointSubject {
  /** The working directory. */
  readonly directory: string;
  readonly input: CheckInput;
  readonly flags: CheckFlags;
}

/** `forkcheck check KERNEL [SCENARIO]`. */
export function checkCommand(kernel: string, scenario: string | undefined, flags: CheckFlags, world: World): Outcome {
  const { mutation, cpus, property: properties } = flags;
  if (flags.checkpointSeconds !== undefined && flags.checkpoint === undefined) {
    throw new UsageError('--checkpoint-seconds says how often to save, and nothing says where\n  Add --checkpoint DIR.');
  }
  if (flags.explain && formatOf(flags) !== 'text') {
    throw new UsageError('--explain is told in text\n  Leave the other format out, or save the findings, and `forkcheck explain FILE --json`.');
  }
  const input = resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel);
  return checkAndTell(input, flags, false, world);
}

/** Checks, anew or from the last checkpoint on, and tells what the flags ask for. */
export function checkAndTell(input: CheckInput, flags: CheckFlags, resumes: boolean, world: World): Outcome {
  const result = check(input, optionsOf(input, flags, resumes, world), world.rooms);
  if (!flags.quiet) world.finished(result.coverage, resumes);
  const saved = flags.save === undefined ? [] : saveAll(result, flags.save);
  if (!flags.quiet) for (const file of saved) world.tell(`saved ${file}`);
  const paint = paintWith(wantsColors(flags.color, world.colors));
  if (flags.emitTest !== undefined) writeText(flags.emitTest, regressionTest(input, flags, result), '--emit-test');
  if (flags.html !== undefined) writePage(flags.html, runsOf(result, input, world));
  const why = flags.explain ? explanations(result, flags, paint, world) : [];
  return { code: exitCodeOf(result), lines: [...reportAs(formatOf(flags), result, paint), ...why] };
}

function formatOf({ format, json = false }: CheckFlags): CheckFormat {
  return format ?? (json ? 'json' : 'text');
}

/** Tells of each violated property why its run fails. */
function explanations(result: CheckResult, { quiet = false }: CheckFlags, paint: Paint, world: World): readonly string[] {
  return result.properties.flatMap(({ name, verdict, counterexample }) => {
    if (verdict !== 'violated' || counterexample === null) return [];
    return ['', paint.bold(`why ${name} is violated`), ...whyOf(counterexample, quiet, paint, world)];
  });
}

function whyOf(counterexample: Counterexample, quiet: boolean, paint: Paint, world: World): readonly string[] {
  try {
    return explanationText(explained(counterexample, { quiet }, world), paint);
  } catch (error) {
    if (error instanceof UsageError) return [`  ${error.message}`];
    throw error;
  }
}

/** A violated property outweighs one that a bound left unknown. */
export function exitCodeOf({ properties }: Pick<CheckResult, 'properties'>): ExitCode {
  const verdicts = properties.map(({ verdict }) => verdict);
  if (verdicts.includes('violated') || verdicts.includes('unwitnessed')) return 1;
  return verdicts.includes('unknown') ? 3 : 0;
}

function optionsOf(input: CheckInput, flags: CheckFlags, resumes: boolean, world: World): CheckOptions {
  const { property, mutation, cpus, save, json, format, emitTest, explain, html, quiet, color, checkpoint, checkpointSeconds, reduction: reductions, ...options } = flags;
  return {
    ...options,
    ...(reductions && { reductions }),
    ...(checkpoint !== undefined && { checkpoint: checkpointOf(input, flags, checkpoint, resumes) }),
    ...(!quiet && { progress: (so) => world.progress(so) }),
  };
}

function checkpointOf(input: CheckInput, flags: CheckFlags, directory: string, resumes: boolean): CheckpointOptions {
  const { checkpointSeconds: seconds } = flags;
  // Another machine, or this one with more memory, is to meet the same bound.
  const { maxMemory } = settle({ ...(flags.maxMemory !== undefined && { maxMemory: flags.maxMemory }) });
  const subject: CheckpointSubject = { directory: process.cwd(), input, flags: { ...flags, maxMemory } };
  return { directory, resumes, subject, ...(seconds !== undefined && { seconds }) };
}

/** Saves a counterexample for each violated property; returns the files. */
function saveAll(result: CheckResult, directory: string): readonly string[] {
  const { kernel, scenario, mutation } = result;
  return result.properties.flatMap(({ name, verdict, counterexample }) => {
    if (verdict !== 'violated' || counterexample === null) return [];
    const parts = [kernel, scenario, ...(mutation === null ? [] : [mutation]), name];
    const file = join(directory, `${parts.join('-').replace(/[^\w.-]+/g, '_')}.json`);
    saveCounterexample(counterexample, file);
    return [file];
  });
}
