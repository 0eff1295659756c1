import { check, type CheckInput, type CheckOptions, type CheckResult, compile, ourRooms } from './check.ts';
import { resolveInput } from './cli/input.ts';
import type { CompiledModel } from './core/index.ts';
import { type DrawnScenario, drawnName, withModule } from './draw/write.ts';

/** What a test says something about; the kernel and the scenario are names or paths, as on the command line. */
export interface Checked {
  readonly kernel: string;
  /** A name, `FILE`, `FILE:NAME`, or a scenario that was drawn; may be left out where there is only one. */
  readonly scenario?: string | DrawnScenario;
  readonly mutation?: string;
  /** Names of properties, or paths of modules with properties: all of the scenario's by default. */
  readonly properties?: readonly string[];
  readonly cpus?: number;
}

/** Checks what is named. */
export function checkNamed(checked: Checked, options: CheckOptions = {}): CheckResult {
  return withInput(checked, (input) => check(input, options));
}

/** Compiles what is named. */
export function compileNamed(checked: Checked): CompiledModel {
  return withInput(checked, (input) => compile(input));
}

function withInput<T>({ scenario, ...others }: Checked, act: (input: CheckInput) => T): T {
  const resolved = (name: string | undefined): CheckInput => resolveInput({ ...others, scenario: name }, ourRooms.openModel);
  if (typeof scenario !== 'object') return act(resolved(scenario));
  return withModule(scenario, (file) => act(resolved(`${file}:${drawnName}`)));
}
