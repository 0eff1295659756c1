import { explainFinding, type ExplainedFinding } from '../explanation.ts';
import { UsageError } from '../core/index.ts';
import type { Figures } from '../explain/index.ts';
import { counterexampleText, explanationJson, explanationText, paintWith } from '../report/index.ts';
import { type Counterexample, loadCounterexample } from '../trace/index.ts';
import { type ColorChoice, wantsColors } from './colors.ts';
import { findModule } from './modules.ts';
import type { Outcome, World } from './world.ts';

export interface ExplainFlags {
  readonly maxStates?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}

/** `forkcheck explain FILE`: what decides that the run fails, how it would not, and what it takes. */
export function explainCommand(file: string, flags: ExplainFlags, world: World): Outcome {
  const paint = paintWith(wantsColors(flags.color, world.colors));
  const counterexample = loadCounterexample(file);
  const explained = explainedOr(file, counterexample, flags, world);
  const { kernel, scenario, mutation, property, claim } = counterexample;
  if (flags.json) return { code: 0, lines: [explanationJson({ kernel, scenario, mutation, property, claim }, explained)] };
  const title = paint.bold(`${kernel} ${scenario}${mutation === null ? '' : `, mutation ${mutation}`}`);
  const [headline = '', length = ''] = counterexampleText(counterexample, explained.failing, paint);
  return { code: 0, lines: [title, '', headline, length, '', ...explanationText(explained, paint)] };
}

/** Explains a finding; where that cannot be done, the message names the file. */
function explainedOr(file: string, counterexample: Counterexample, flags: ExplainFlags, world: World): ExplainedFinding {
  try {
    return explained(counterexample, flags, world);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}\n  \`forkcheck show ${file}\` tells more.`);
    throw error;
  }
}

/** Explains a finding, with progress on stderr. */
export function explained(counterexample: Counterexample, flags: Pick<ExplainFlags, 'maxStates' | 'quiet'>, world: World): ExplainedFinding {
  const { maxStates, quiet } = flags;
  const begin = performance.now();
  const progress = (so: Figures): void => world.progress({ search: 'dfs', ...so, seconds: (performance.now() - begin) / 1000 });
  const found = explainFinding(
    counterexample,
    { locate: (name) => findModule(name).file, ...(maxStates !== undefined && { maxStates }), ...(!quiet && { progress }) },
    world.rooms,
  );
  world.interrupted();
  return found;
}
