import { recompute } from '../check.ts';
import { UsageError } from '../core/index.ts';
import { counted, counterexampleText, lanes, type Paint, paintVerdict, paintWith } from '../report/index.ts';
import { type Counterexample, loadCounterexample, type Replay, type Trace } from '../trace/index.ts';
import { type ColorChoice, wantsColors } from './colors.ts';
import { findModule } from './modules.ts';
import { orTell } from './orTell.ts';
import { foundRun, writePage } from './pageFile.ts';
import { runAs, type ShowFormat } from './showFormats.ts';
import type { Outcome, World } from './world.ts';

export interface ReplayFlags {
  readonly json?: boolean;
  readonly color?: ColorChoice;
}

export interface ShowFlags {
  readonly format?: ShowFormat;
  readonly html?: string;
  readonly color?: ColorChoice;
}

interface Replayed {
  readonly file: string;
  readonly replay: Replay;
}

/** `forkcheck replay FILE...`: whether each file's run still shows what it showed. One that is damaged is told, and the others are replayed. */
export function replayCommand(files: readonly string[], flags: ReplayFlags, world: World): Outcome {
  const paint = paintWith(wantsColors(flags.color, world.colors));
  const replays: Replayed[] = [];
  const done = files.map((file) => orTell(() => void replays.push({ file, replay: recomputed(file, world).replay }), world));
  if (replays.length === 0) return { code: 2, lines: [] };
  const code = done.includes(false) ? 2 : replays.every(({ replay }) => replay.kind === 'reproduced') ? 0 : 1;
  const lines = flags.json
    ? [JSON.stringify({ format: 'forkcheck-replay/1', files: replays.map(replayObject) }, undefined, 2)]
    : replays.flatMap(({ file, replay }) => [`${file}: ${outcomeText(replay, paint)}`, ...remarks(replay)]);
  return { code, lines };
}

/** `forkcheck show FILE`: the run as lanes, or in a form for other programs, executed on the model as it is now. */
export function showCommand(file: string, flags: ShowFlags, world: World): Outcome {
  const paint = paintWith(wantsColors(flags.color, world.colors));
  const { counterexample, replay } = recomputed(file, world);
  if (flags.html !== undefined) {
    writePage(flags.html, [foundRun(counterexample, reproduced(file, replay), world)]);
    return { code: 0, lines: [] };
  }
  if (flags.format !== undefined && flags.format !== 'lanes') return { code: 0, lines: runAs(flags.format, { shown: counterexample, trace: reproduced(file, replay) }).split('\n') };
  const { kernel, scenario, mutation } = counterexample;
  const title = paint.bold(`${kernel} ${scenario}${mutation === null ? '' : `, mutation ${mutation}`}`);
  const body = replay.kind === 'diverged' ? lanes(replay.trace, paint) : counterexampleText(counterexample, replay.trace, paint);
  return { code: 0, lines: [title, '', ...body, '', outcomeText(replay, paint), ...remarks(replay)] };
}

/** The run of a file, if the model still has it. */
function reproduced(file: string, { kind, trace }: Replay): Trace {
  if (kind === 'reproduced') return trace;
  throw new UsageError(`${file} is not reproduced by the model as it is now: there is no run to export\n  \`forkcheck show ${file}\` tells more.`);
}

function recomputed(file: string, world: World): { readonly counterexample: Counterexample; readonly replay: Replay } {
  const counterexample = loadCounterexample(file);
  try {
    return { counterexample, replay: recompute(counterexample, (name) => findModule(name).file, world.rooms) };
  } catch (error) {
    // A name in the file that the model has lost: the message alone would not say where it was read.
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function outcomeText(replay: Replay, paint: Paint): string {
  const steps = counted(replay.trace.steps.length, 'step');
  const verdict = paintVerdict(paint, replay.kind, replay.kind === 'not-violated' ? 'not violated any more' : replay.kind);
  switch (replay.kind) {
    case 'reproduced':
      return `${verdict} (${steps})`;
    case 'not-violated':
      return replay.reason === undefined ? `${verdict}: after ${steps} the property is as it should be` : `${verdict}: ${replay.reason}`;
    case 'diverged':
      return `${verdict} at step ${replay.step}: the file says ${replay.says}, the model offers ${replay.offers.join('; ') || 'nothing'}`;
  }
}

function remarks(replay: Replay): readonly string[] {
  const remedy = '  The model has changed since the file was saved: check it again, or delete the file.';
  return replay.kind === 'reproduced' ? replay.remarks.map((line) => `  ${line}`) : [remedy];
}

function replayObject({ file, replay }: Replayed): object {
  const told = { file, result: replay.kind, steps: replay.trace.steps.length };
  if (replay.kind !== 'diverged') return told;
  return { ...told, step: replay.step, says: replay.says, offers: replay.offers };
}
