import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckInput, type CheckResult, compile, reopen } from '../check.ts';
import type { CompiledModel, Executable } from '../core/index.ts';
import { page, type PageApp, type PageCase, titleOf } from '../formats/index.ts';
import type { Counterexample, Trace } from '../trace/index.ts';
import { findModule, packageRoot } from './modules.ts';
import type { World } from './world.ts';
import { writeText } from './writeText.ts';

/** A run for a page, and the model that it is a run of. */
export interface PageRun {
  readonly model: CompiledModel;
  readonly run: Omit<PageCase, 'system'>;
}

/** The run of a counterexample, on a model that can be asked about all of its properties. */
export function foundRun(counterexample: Counterexample, { steps, cycle }: Trace, world: World, stuck?: readonly string[]): PageRun {
  const model = reopen(counterexample, (name) => findModule(name).file, world.rooms);
  const { property, claim, verdict, minimized, fairness } = counterexample;
  const shows = { property, claim, verdict, minimized, ...(fairness !== undefined && { fairness }), ...(stuck && { stuck }) };
  const schedule = steps.map(({ choice }) => choice);
  return { model, run: { title: titleOf({ shown: counterexample }), summary: model.summary, shows, schedule, ...(cycle !== undefined && { cycle }) } };
}

/** The violated properties of a check; the initial state, if there are none. */
export function runsOf(result: CheckResult, input: CheckInput, world: World): readonly PageRun[] {
  const found = result.properties.flatMap(({ verdict, run, counterexample, stuck }) =>
    verdict !== 'violated' || run === null || counterexample === null ? [] : [foundRun(counterexample, run, world, stuck)],
  );
  return found.length > 0 ? found : [initialState(input, world)];
}

/** No run yet. */
export function initialState(input: CheckInput, world: World): PageRun {
  const model = compile(input, world.rooms);
  const { kernel, scenario = '', mutation = null } = input;
  const shown = { kernel: typeof kernel === 'string' ? kernel : kernel.reference, scenario, mutation };
  return { model, run: { title: titleOf({ shown }).trimEnd(), summary: model.summary, shows: null, schedule: [] } };
}

/** Writes a page with some runs. Throws a `UsageError` if the file cannot be written. */
export function writePage(file: string, runs: readonly PageRun[]): void {
  const systems: Executable[] = [];
  const numberOf = (executable: Executable): number => {
    const known = systems.findIndex(({ digest }) => digest === executable.digest);
    return known >= 0 ? known : systems.push(executable) - 1;
  };
  const cases = runs.map(({ model, run }): PageCase => {
    if (model.executable === undefined) throw new Error('forkcheck bug: a page was asked for of a model that is no emitted code');
    return { ...run, system: numberOf(model.executable) };
  });
  writeText(file, page({ format: 'forkcheck-page/1', systems, cases }, pageApp()), '--html');
}

/** The program of the page, as it was built. */
function pageApp(): PageApp {
  const read = (name: string): string => {
    const file = join(packageRoot, 'dist/page', name);
    if (!existsSync(file)) throw new Error(`forkcheck bug: ${file} has not been built`);
    return readFileSync(file, 'utf8');
  };
  return { script: read('page.js'), style: read('page.css') };
}
