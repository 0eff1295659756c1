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
import { orTell } from './orTell.ts';
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
  const format = formatOf(flags);
  if (flags.explain && format !== 'text') {
    throw new UsageError('--explain is told in text\n  Leave the other format out, or save the findings, and `forkcheck explain FILE --json`.');
  }
  const input = resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel);
  return checkAndTell(input, flags, false, world);
}

/** Checks, anew or from the last checkpoint on, and tells what the flags ask for. */
export function checkAndTell(input: CheckInput, flags: CheckFlags, resumes: boolean, world: World): Outcome {
  const result = check(input, optionsOf(input, flags, resumes, world), world.rooms);
  if (!flags.quiet) world.finished(result.coverage, resumes);
  const isWritten = writeAll(input, flags, result, world);
  const paint = paintWith(wantsColors(flags.color, world.colors));
  const why = flags.explain ? explanations(result, flags, paint, world) : [];
  return { code: isWritten ? exitCodeOf(result) : 2, lines: [...reportAs(formatOf(flags), result, paint), ...why] };
}

/** Writes the files that the flags ask for. What cannot be written is told, and neither the other files nor the report are lost for it: the search may have taken hours. */
function writeAll(input: CheckInput, flags: CheckFlags, result: CheckResult, world: World): boolean {
  const { save, emitTest, html, quiet } = flags;
  const writes: (() => void)[] = [];
  if (save !== undefined) writes.push(() => saveAll(result, save).forEach((file) => quiet || world.tell(`saved ${file}`)));
  if (emitTest !== undefined) writes.push(() => writeText(emitTest, regressionTest(input, flags, result), '--emit-test'));
  if (html !== undefined) writes.push(() => writePage(html, runsOf(result, input, world)));
  return writes.map((write) => orTell(write, world)).every((isDone) => isDone);
}

function formatOf({ format, json = false }: CheckFlags): CheckFormat {
  if (json && format !== undefined && format !== 'json') throw new UsageError(`--json and --format ${format} ask for two reports\n  Leave one of them out.`);
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
