import { check, type CheckResult } from '../check.ts';
import { comparisonJson, comparisonText, paintWith } from '../report/index.ts';
import { exitCodeOf } from './checkCommand.ts';
import { type ColorChoice, wantsColors } from './colors.ts';
import { findModule, kernelNames } from './modules.ts';
import { requireName } from './names.ts';
import type { Outcome, World } from './world.ts';

export interface CompareFlags {
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}

/** `forkcheck compare SCENARIO [KERNEL...]`: the scenario of that name on every kernel that has one. */
export function compareCommand(scenario: string, kernels: readonly string[], flags: CompareFlags, world: World): Outcome {
  const all = (kernels.length === 0 ? kernelNames() : kernels).map((name) => {
    const module = findModule(name);
    return { module, names: world.rooms.openModel({ file: module.file }).scenarios.map((one) => one.name) };
  });
  const remedy = '`forkcheck list scenarios` tells which kernel has which.';
  requireName('scenario', [...new Set(all.flatMap(({ names }) => names))], scenario, remedy);

  const { json, quiet, color, ...bounds } = flags;
  const results = all.filter(({ names }) => names.includes(scenario)).map(({ module }): CheckResult => {
    // Runs of the scenario as it stands: made smaller in each kernel by itself, they would not compare.
    const options = { ...bounds, minimize: false, ...(!quiet && { progress: (so: Parameters<World['progress']>[0]) => world.progress(so) }) };
    const result = check({ kernel: module, scenario }, options, world.rooms);
    if (!quiet) world.finished(result.coverage, false);
    return result;
  });
  const lines = json ? [comparisonJson(scenario, results)] : comparisonText(scenario, results, paintWith(wantsColors(color, world.colors)));
  return { code: exitCodeOf({ properties: results.flatMap(({ properties }) => properties) }), lines };
}
