import { CompileError, UsageError, type Fault } from '../core/index.ts';
import type { ProcessSpec } from '../lang/index.ts';
import type { Emitted } from '../system/index.ts';
import type { Plan } from './plan.ts';
import { rangeOf, type Family, type Instance } from './layout.ts';
import { processesOf } from './threads.ts';

/** Names that people gave: agents by number, structs by their path. */
export interface Names {
  readonly agents: Map<number, string>;
  readonly structs: Map<string, string>;
}

/** Makes the initial state: what the kernel boots, the scenario's processes and threads, the interrupts. Returns their names. */
export function setUp(plan: Plan, emitted: Emitted, S: Int32Array): Names {
  const names: Names = { agents: new Map(), structs: new Map() };
  const { program, shared } = plan;
  const { scenario } = program.request;
  const run = <T>(what: string, act: () => T): T => {
    const answer = emitted.outside(act);
    emitted.forget();
    if (isFailed(answer)) throw failed(`${what} of scenario "${scenario.name}"`, answer.failed);
    return answer as T;
  };
  run('the free lists', () => linkFreeSlots(plan, emitted));
  run('the budgets of failures', () => fillBudgets(plan, emitted));
  if (emitted.boot) run('the boot', () => emitted.boot?.(-1));
  if (emitted.setup) run('the setup', () => emitted.setup?.(-1));
  if ((scenario.processes?.length ?? 0) > 0) makeProcesses(plan, emitted, S, names, run);
  plan.interrupts.forEach((one, index) => {
    const agent = shared.threads + index;
    names.agents.set(agent, one.name);
    run(`the interrupt "${one.name}"`, () => emitted.begin(agent, emitted.interruptBlocks[one.name] ?? 0));
  });
  return names;
}

/** What is refused about a model, or a scenario, that comes to no initial state. */
function failed(what: string, { kind, message, at }: Fault): UsageError | CompileError {
  const problem = `${what} fails: ${kind}: ${message}`;
  return at === '' ? new UsageError(problem) : new CompileError(at, problem, 'Correct what happens here, or what the scenario asks for: all this is before the first step.');
}

/** In the beginning the free lists are in order of the slots. */
function linkFreeSlots(plan: Plan, emitted: Emitted): void {
  for (const { freeList, slots } of plan.program.zones.values()) {
    if (freeList < 0) continue;
    for (let slot = 0; slot < slots; slot++) emitted.poke(freeList + slot, slot + 1);
  }
}

/** In the beginning no failure has happened. */
function fillBudgets({ program, shared }: Plan, emitted: Emitted): void {
  for (const [name, cell] of shared.budgets) emitted.poke(cell, program.budget(name));
}

const isFailed = (answer: unknown): answer is { readonly failed: Fault } => typeof answer === 'object' && answer !== null && 'failed' in answer;

function makeProcesses(plan: Plan, emitted: Emitted, S: Int32Array, names: Names, run: <T>(what: string, act: () => T) => T): void {
  const { program } = plan;
  const { scenario, reduction } = program.request;
  const make = emitted.process;
  const begin = emitted.thread;
  if (!make || !begin) throw new UsageError(`scenario "${scenario.name}" has processes, and its model has no kernel that makes them; give it a \`setup\``);
  const made = new Map<string, number>();
  const refOf = (name: string | undefined, from: string): number => {
    if (name === undefined) return 0;
    const ref = made.get(name);
    if (ref === undefined) throw new UsageError(`scenario "${scenario.name}": "${from}" refers to "${name}", and no process before it is called so`);
    return ref;
  };
  const specs = processesOf(scenario, reduction);
  for (const spec of specs) {
    if (made.has(spec.name)) throw new UsageError(`scenario "${scenario.name}" has two processes called "${spec.name}"; rename one`);
    const [first] = specs;
    const parent = refOf(reduction?.processes.includes(spec.parent ?? '') ? undefined : spec.parent, spec.name) || (first && first !== spec ? refOf(first.name, spec.name) : 0);
    const member = groupOf(spec, parent, reduction?.processes.includes(spec.group ?? '') === true, (name) => refOf(name, spec.name));
    const ref = run(`the process "${spec.name}"`, () => make(-1, parent, member, spec.uid ?? 0));
    made.set(spec.name, ref);
    nameStruct(plan, ref, spec.name, names);
    setFields(plan, emitted, spec, ref, S, run);
    makeThreads(plan, emitted, spec, ref, S, names, run);
  }
}

/** A process whose group the new one joins; 0 for a group of its own. */
function groupOf(spec: ProcessSpec, parent: number, leaderIsGone: boolean, refOf: (name: string) => number): number {
  if (spec.group === undefined) return parent;
  return spec.group === spec.name || leaderIsGone ? 0 : refOf(spec.group);
}

function processFamily(plan: Plan): Family {
  const { program, hooks } = plan;
  const result = hooks.process && program.resultOf(hooks.process);
  if (result?.kind !== 'ref') throw new UsageError('the kernel\'s `process` returns a reference to the process: annotate its result, `Ref<Proc>`');
  return program.layout.family(result.to);
}

function nameStruct(plan: Plan, ref: number, name: string, names: Names): void {
  const instance = processFamily(plan).instances[ref - 1];
  if (instance) names.structs.set(instance.path, name);
}

function setFields(plan: Plan, emitted: Emitted, spec: ProcessSpec, ref: number, S: Int32Array, run: <T>(what: string, act: () => T) => T): void {
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    const path = name.split('.');
    const instance = path.slice(0, -1).reduce((from, link) => referredBy(plan, from, link, S), processFamily(plan).instances[ref - 1]);
    const field = instance?.struct.fields.get(path.at(-1)!);
    if (!instance || !field) throw new UsageError(`process "${spec.name}" sets the field "${name}", which ${instance?.struct.name ?? 'it'} has not`);
    const [lo, hi] = rangeOf(field.type, plan.program.layout, plan.shared.entries.length);
    if (field.type.kind !== 'int' && field.type.kind !== 'bool') throw new UsageError(`process "${spec.name}" sets the field "${name}", which is no number`);
    if (!Number.isInteger(value) || value < lo || value > hi) throw new UsageError(`process "${spec.name}" sets the field "${name}" to ${value}, which does not fit its range of ${lo} to ${hi}`);
    run(`the field ${name}`, () => emitted.poke(instance.address + field.offset, value));
  }
}

/** The struct that a field of another one refers to. */
function referredBy(plan: Plan, from: Instance | undefined, link: string, S: Int32Array): Instance | undefined {
  const field = from?.struct.fields.get(link);
  return from && field?.type.kind === 'ref' ? plan.program.layout.family(field.type.to).instances[S[from.address + field.offset]! - 1] : undefined;
}

function makeThreads(plan: Plan, emitted: Emitted, spec: ProcessSpec, ref: number, S: Int32Array, names: Names, run: <T>(what: string, act: () => T) => T): void {
  const own = plan.threadSpecs.filter((one) => one.process === spec.name);
  for (const { info, index } of own) {
    const before = runningThreads(plan, S);
    run(`thread ${index} of "${spec.name}"`, () => emitted.thread?.(-1, ref, plan.shared.entryNumber(info)));
    const agent = [...runningThreads(plan, S)].find((one) => !before.has(one));
    if (agent !== undefined) names.agents.set(agent, own.length > 1 ? `${spec.name}.${index + 1}` : spec.name);
  }
}

function runningThreads(plan: Plan, S: Int32Array): ReadonlySet<number> {
  const running = new Set<number>();
  for (let agent = 0; agent < plan.shared.threads; agent++) if (S[plan.frameBases[agent] ?? 0] !== 0) running.add(agent);
  return running;
}
