import { join } from 'node:path';
import { check, type CheckOptions, type CheckResult } from '../check.ts';
import type { SearchKind, StrategyName, VisitedKind } from '../core/index.ts';
import { jsonReport, paintWith, textReport } from '../report/index.ts';
import { saveCounterexample } from '../trace/index.ts';
import { type ColorChoice, wantsColors } from './colors.ts';
import { resolveInput } from './input.ts';
import type { ExitCode, Outcome, World } from './world.ts';

/** The options of `forkcheck check`, parsed. */
export interface CheckFlags {
  readonly property?: readonly string[];
  readonly mutation?: string;
  readonly cpus?: number;
  readonly search?: SearchKind;
  readonly seed?: string;
  readonly runs?: number;
  readonly run?: number;
  readonly strategy?: StrategyName;
  readonly pctDepth?: number;
  readonly pctSteps?: number;
  readonly workers?: number;
  readonly visited?: VisitedKind;
  readonly bitstateMegabytes?: number;
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
  readonly save?: string;
  readonly minimize: boolean;
  readonly coverage?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}

/** `forkcheck check KERNEL [SCENARIO]`. */
export function checkCommand(kernel: string, scenario: string | undefined, flags: CheckFlags, world: World): Outcome {
  const { mutation, cpus, property: properties } = flags;
  const input = resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel);
  const result = check(input, optionsOf(flags, world), world.rooms);
  if (!flags.quiet) world.finished(result.coverage);
  const saved = flags.save === undefined ? [] : saveAll(result, flags.save);
  if (!flags.quiet) for (const file of saved) world.tell(`saved ${file}`);
  const paint = paintWith(wantsColors(flags.color, world.colors));
  return { code: exitCodeOf(result), lines: flags.json ? [jsonReport(result)] : textReport(result, paint) };
}

/** A violated property outweighs one that a bound left unknown. */
export function exitCodeOf({ properties }: CheckResult): ExitCode {
  const verdicts = properties.map(({ verdict }) => verdict);
  if (verdicts.includes('violated') || verdicts.includes('unwitnessed')) return 1;
  return verdicts.includes('unknown') ? 3 : 0;
}

function optionsOf(flags: CheckFlags, world: World): CheckOptions {
  const { property, mutation, cpus, save, json, quiet, color, ...options } = flags;
  return quiet ? options : { ...options, progress: (so) => world.progress(so) };
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
