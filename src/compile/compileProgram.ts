import { UsageError, type Code, type CompiledModel, type Executable, type TrackedSystem } from '../core/index.ts';
import type { Kernel } from '../lang/index.ts';
import { type Emitted, instantiate, packSites, systemOf, type Tables, tablesOf } from '../system/index.ts';
import { digestOf } from './digest.ts';
import { Discovery } from './discover.ts';
import { checkEffects } from './effects.ts';
import { EmitShared } from './emitContext.ts';
import { makeDirect } from './directSteps.ts';
import { emitNativeSteps, isSpecialized, specialParameters } from './emitNativeSteps.ts';
import { alternativesOf, emitSource } from './emitSource.ts';
import { Frames, type RoutineCode } from './frames.ts';
import { rangeOf } from './layout.ts';
import { locationsOf } from './locations.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { refuse } from './place.ts';
import { type NativeCode, translate } from './native.ts';
import { pack, type Packing } from './packing.ts';
import type { Hooks, Interrupt, Plan } from './plan.ts';
import { Program, type ProgramRequest } from './program.ts';
import { argumentsOfRun, runFunctions, runProperties } from './runProperties.ts';
import { type Names, setUp } from './setUp.ts';
import type { StructType } from './types.ts';
import { symmetryOf } from './symmetry/symmetryOf.ts';
import { agentName, tellingOf } from './telling.ts';
import { threadsOf } from './threads.ts';
import { asTracked, newLog, type TrackedEmitted } from './track.ts';
import { trackedSource } from './trackedSource.ts';
import { likewise, unreadCells, withoutStores } from './unread.ts';

/** Compiles a model with a scenario to a transition system. */
export function compileProgram(request: ProgramRequest): CompiledModel {
  const plan = makePlan(request);
  const code = codeOf(plan, emitSource(plan));
  const tables = tablesOf(code);
  const emitted = instantiate(code, tables);
  const names = setUp(plan, emitted, tables.S);
  emitted.forget();
  return toSystem(plan, emitted, tables, executableOf(plan, code, names, emitted, tables.P.slice()));
}

function makePlan(request: ProgramRequest): Plan {
  const program = new Program(request);
  const { kernel, scenario } = request;
  assertFailureNames(program);
  const hooks = findHooks(program, kernel);
  const threadSpecs = threadsOf(program);
  const interrupts = interruptsOf(program, kernel);
  const discovery = new Discovery(program);
  for (const spec of threadSpecs) discovery.addEntry(spec.info);
  for (const one of interrupts) discovery.addRoot(one.info);
  const { properties, ...others } = hooks;
  for (const info of Object.values(others)) if (info) discovery.add(info);
  request.properties.forEach((_, index) => {
    const info = properties[index];
    if (info) discovery.add(info, tableFor(info, kernel));
  });
  const asked = runFunctions(program);
  for (const info of asked) discovery.add(info, argumentsOfRun(info, kernel));
  const zones = program.declaredZones().filter((zone) => program.slotsOf(zone) > 0);
  const structs = [...[...program.places.values()].map((one) => one.struct), ...zones.map((zone) => program.structOfZone(zone))];
  addLockTests(discovery, structs);
  checkEffects(program, discovery, [...properties, ...asked, ...[hooks.gate, hooks.atRest].filter((one) => one !== undefined)]);
  placeState(program, zones);
  const frames = new Frames(program, discovery);
  const shared = new EmitShared(program, frames, kernel?.lockOrder ?? []);
  shared.entries = discovery.entries;
  for (const [name, count] of Object.entries(scenario.failures ?? {})) {
    if (count > 0) shared.budgets.set(name, program.layout.cell({ kind: 'int', lo: 0, hi: count }, `failures.${name}`));
  }
  const frame = placeFrames(program, frames, shared, interrupts);
  const ranges = program.layout.types.map((type) => rangeOf(type, program.layout, shared.entries.length));
  frame.ranges.forEach((range, index) => (ranges[index] = range));
  program.layout.settle();
  return { program, frames, shared, hooks, asked, threadSpecs, interrupts, packing: pack(ranges), pures: discovery.pures, ...frame };
}

/** What a property's parameter stands for. */
function tableFor({ name, node, unit }: FunctionInfo, kernel: Kernel | undefined): readonly unknown[] {
  if (node.params.length === 0) return [];
  if (kernel?.table) return [kernel.table];
  throw refuse(unit, node, `the property's function ${name} takes the kernel's table, and the model has none`, 'Give the kernel a `table`, or read the state itself.');
}

function findHooks(program: Program, kernel: Kernel | undefined): Hooks {
  const { scenario, properties } = program.request;
  const info = (what: string, value: unknown): { readonly info?: FunctionInfo } => {
    if (value === undefined) return {};
    const found = program.loader.functionOf(value);
    if (!found) throw new UsageError(`${what} is no function of a model's module; write it as \`name: (x) => ...\` or as a declared function`);
    return { info: found };
  };
  const get = (what: string, value: unknown): FunctionInfo | undefined => info(what, value).info;
  const setup = get('setup', scenario.setup);
  const boot = get('boot', kernel?.boot);
  const process = get('process', kernel?.process);
  const thread = get('thread', kernel?.thread);
  const cpus = program.parameters['cpus'] ?? 0;
  const gate = cpus > 0 ? get('gate', kernel?.gate) : undefined;
  const atRest = get('atRest', kernel?.atRest);
  return {
    ...(setup && { setup }),
    ...(boot && { boot }),
    ...(process && { process }),
    ...(thread && { thread }),
    ...(gate && { gate }),
    ...(atRest && { atRest }),
    properties: properties.flatMap((one) => get(`property ${one.name}`, one.holds) ?? []),
  };
}

function interruptsOf(program: Program, kernel: Kernel | undefined): readonly Interrupt[] {
  const wanted = program.request.scenario.interrupts ?? {};
  const known = kernel?.interrupts ?? {};
  for (const name of Object.keys(wanted)) {
    if (!(name in known)) throw new UsageError(`the kernel has no interrupt "${name}"; there are: ${Object.keys(known).join(', ') || 'none'}`);
  }
  const cpus = program.parameters['cpus'] ?? 0;
  return Object.entries(known)
    .filter(([name]) => (wanted[name] ?? 0) > 0 || (name.startsWith('dispatch') && cpus > 0))
    .map(([name, routine]) => {
      const info = program.loader.functionOf(routine);
      if (!info) throw new UsageError(`the interrupt "${name}" is no routine of the model`);
      return { name, info };
    });
}

function addLockTests(discovery: Discovery, structs: readonly StructType[]): void {
  const seen = new Set<StructType>();
  const visit = (struct: StructType): void => {
    if (seen.has(struct)) return;
    seen.add(struct);
    discovery.addLockTests(struct);
    discovery.addGuards(struct);
    for (const { type } of struct.fields.values()) {
      if (type.kind === 'struct') visit(type.of);
      if (type.kind === 'arr' && type.elem.kind === 'struct') visit(type.elem.of);
    }
  };
  structs.forEach(visit);
}

function assertFailureNames(program: Program): void {
  const { scenario, loader } = program.request;
  const known = new Set([...loader.units.values()].flatMap((unit) => unit.failureNames));
  for (const name of Object.keys(scenario.failures ?? {})) {
    if (known.size > 0 && !known.has(name)) throw new UsageError(`scenario "${scenario.name}" budgets the failure "${name}", which nothing in the model asks for; there are: ${[...known].toSorted().join(', ')}`);
  }
}

/** References are numbered in a byte where slots are counted. */
const mostSlots = 255;

function assertSize(name: string, slots: number): void {
  if (Number.isInteger(slots) && slots >= 0 && slots <= mostSlots) return;
  throw new UsageError(`the zone "${name}" cannot have ${slots} slots: 0 to ${mostSlots} are possible`);
}

function assertSlotNames(program: Program): void {
  const names = program.declaredZones().map((zone) => (zone as { readonly name: string }).name);
  for (const name of Object.keys(program.request.scenario.slots ?? {})) {
    if (!names.includes(name)) throw new UsageError(`scenario "${program.request.scenario.name}" sizes the zone "${name}", which the model has not; there are: ${names.toSorted().join(', ')}`);
  }
}

function placeState(program: Program, zones: readonly object[]): void {
  const { layout } = program;
  assertSlotNames(program);
  for (const [globals, place] of program.places) place.address = layout.placeStruct(place.struct, (globals as { readonly name: string }).name, -1);
  for (const zone of zones) {
    const { order = 'first', stable = false, threads = false } = program.optionsOf(zone);
    const { name } = zone as { readonly name: string };
    assertSize(name, program.slotsOf(zone));
    program.zones.set(zone, layout.placeZone(name, program.structOfZone(zone), { slots: program.slotsOf(zone), order, stable, threads }));
  }
}

/** Adds the threads' and interrupts' frames to the state. */
function placeFrames(program: Program, frames: Frames, shared: EmitShared, interrupts: readonly Interrupt[]): Pick<Plan, 'frameBases' | 'frameSizes'> & { ranges: Map<number, readonly [number, number]> } {
  const zone = program.threadZone();
  shared.threads = zone ? program.slotsOf(zone) : 0;
  shared.interrupts = interrupts.length;
  const interruptRoots = new Set(interrupts.map((one) => frames.routine(one.info)));
  const threadRoutines = reachableFrom(frames, frames.routines.filter((one) => one.isRoot && !interruptRoots.has(one)));
  const kinds = [
    { count: shared.threads, routines: threadRoutines },
    ...interrupts.map((one) => ({ count: 1, routines: reachableFrom(frames, [frames.routine(one.info)]) })),
  ];
  const bases: number[] = [];
  const sizes: number[] = [];
  const ranges = new Map<number, readonly [number, number]>();
  shared.frameBase = program.layout.size;
  kinds.forEach(({ count, routines }, kind) => {
    const own = frames.ranges(shared.entries.length, routines);
    if (kind === 0) shared.frameSize = own.length;
    for (let index = 0; index < count; index++) {
      bases.push(program.layout.size);
      sizes.push(own.length);
      for (const range of own) ranges.set(program.layout.cell({ kind: 'int', lo: range[0], hi: range[1] }, 'frame'), range);
    }
  });
  return { frameBases: Int32Array.from(bases), frameSizes: Int32Array.from(sizes), ranges };
}

function reachableFrom(frames: Frames, roots: readonly RoutineCode[]): ReadonlySet<RoutineCode> {
  const seen = new Set<RoutineCode>(roots);
  for (const routine of seen) {
    for (const callee of frames.routines) if (callee.sites.some((site) => site.caller === routine)) seen.add(callee);
  }
  return seen;
}

function initialPacked(packing: Packing): Int32Array {
  const packed = new Int32Array(packing.words);
  packing.word.forEach((word, cell) => {
    packed[word] = (packed[word] ?? 0) + (-(packing.low[cell] ?? 0) << (packing.shift[cell] ?? 0));
  });
  return packed;
}

function codeOf(plan: Plan, source: string): Code {
  const { packing, shared, program } = plan;
  return {
    source,
    words: packing.words,
    blank: Array.from(initialPacked(packing)),
    word: Array.from(packing.word),
    shift: Array.from(packing.shift),
    frameBases: Array.from(plan.frameBases),
    frameSizes: Array.from(plan.frameSizes),
    families: [...program.layout.families.values()].map(({ instances }) => ({
      addresses: instances.map(({ address }) => address),
      live: instances.map(({ live }) => live),
      ranks: instances.map(({ path, struct }) => rankOf(path, struct, shared.lockOrder, plan)),
    })),
    sites: packSites(shared.sites),
    properties: program.request.properties.map(({ name, claim, kind }) => ({ name, claim, kind })),
  };
}

/** All that it takes to execute the program; the current state is the initial one. */
function executableOf(plan: Plan, code: Code, names: Names, emitted: Emitted, initial: Int32Array): Executable {
  return {
    ...code,
    initial: Array.from(initial),
    digest: digestOf(code.source, initial),
    threads: plan.shared.threads,
    gated: plan.hooks.gate !== undefined,
    runProperties: runProperties(plan, emitted, Array.from(plan.frameBases, (_, agent) => agentName(names, agent))),
    locations: locationsOf(plan),
    telling: tellingOf(plan, names),
  };
}

function trackedSystem(plan: Plan, executable: Executable): TrackedSystem {
  const tables = tablesOf(executable);
  const log = newLog();
  const emitted = instantiate<TrackedEmitted>({ ...executable, source: trackedSource(executable.source) }, tables, { LOG: log });
  const system = systemOf(executable, emitted, tables);
  system.reset();
  return asTracked(plan, system, emitted, tables.S.length, log);
}

/** The same system with what nobody reads left as it was at first; absent if everything is read. */
function unreadSystem(plan: Plan, executable: Executable): CompiledModel | undefined {
  const cells = unreadCells(plan);
  if (cells.length === 0) return undefined;
  const tables = tablesOf(executable);
  const reduced = { ...executable, source: withoutStores(executable.source, cells, tables.S.length) };
  const system = toSystem(plan, instantiate(reduced, tables), tables, reduced);
  system.reset();
  return system;
}

/** Position in the kernel's lock order of the lock at a path such as `k.proctree_lock` or `proc[2].p_mtx`. */
function rankOf(path: string, _struct: StructType, order: readonly string[], plan: Plan): number {
  const embedded = /^(\w+)\[\d+\]\.(.+)$/.exec(path);
  const zone = embedded && [...plan.program.zones.values()].find((one) => one.name === embedded[1]);
  const name = embedded && zone ? `${zone.struct.name}.${embedded[2]}` : path;
  return order.indexOf(name.replace(/\[\d+\]/g, '')) + 1;
}

function toSystem(plan: Plan, emitted: Emitted, tables: Tables, executable: Executable): CompiledModel {
  let tracked: TrackedSystem | undefined;
  return {
    ...systemOf(executable, emitted, tables),
    native: (search) => translate(nativeCode(plan, executable.source, tables), search),
    // Rewriting takes longer than a small search does.
    tracked: () => (tracked ??= trackedSystem(plan, executable)),
    unread: () => unreadSystem(plan, executable),
    symmetry: (leaveAlone) => symmetryOf(plan, tables.fixed['KC'] as Int32Array, leaveAlone),
    source: executable.source,
    summary: summaryOf(plan),
    executable,
  };
}

function nativeCode(plan: Plan, source: string, { S, P, fixed }: Tables): NativeCode {
  const shape = { packing: plan.packing, agents: plan.frameBases.length, alternatives: alternativesOf(plan), gated: plan.hooks.gate !== undefined };
  const specialized = isSpecialized(source, shape);
  return {
    sources: [source, likewise(emitNativeSteps(shape, specialized), source)],
    tables: { ...fixed, S, P, ...(specialized && { S0: S, Q: P }) },
    ...(specialized && { special: specialParameters, prepare: makeDirect }),
  };
}

function summaryOf(plan: Plan): readonly string[] {
  const { scenario } = plan.program.request;
  const processes = (scenario.processes ?? []).map((one) => `${one.name}: ${one.threads.length} ${one.threads.length === 1 ? 'thread' : 'threads'}`);
  const settings = Object.entries({ ...scenario.params, ...scenario.failures, ...scenario.interrupts }).map(([name, value]) => `${name}=${value}`);
  return [scenario.title, ...processes, ...(settings.length > 0 ? [settings.join(' ')] : [])];
}
