import type { Shown, Situations, Telling, ToldRoutine, ToldSource, ToldStop } from '../core/index.ts';
import type { NumberedStop, RoutineCode } from './frames.ts';
import type { ModuleUnit } from './moduleUnit.ts';
import type { Plan } from './plan.ts';
import type { Names } from './setUp.ts';
import { rootOf, type StructType, type Type } from './types.ts';

/** What it takes to tell a state of the program in names and values. */
export function tellingOf(plan: Plan, names: Names): Telling {
  const { program, shared, frames, frameBases } = plan;
  const { layout } = program;
  const kinds = new Kinds(plan);
  const named = (path: string): string => pathName(path, names);
  const cells = Array.from({ length: shared.frameBase }, (_, cell) => [named(layout.paths[cell] ?? ''), kinds.of(layout.types[cell]!)] as const);
  const routines = frames.routines.map((routine) => toldRoutine(plan, routine, kinds));
  return {
    cells,
    structs: [...layout.families.values()].map(({ instances }) => instances.map(({ path }) => named(path))),
    agents: Array.from(frameBases, (_, agent) => agentName(names, agent)),
    entries: shared.entries.map(({ name }) => name),
    stops: frames.stops.map(toldStop),
    routines,
    sources: sourcesOf(plan),
    situations: situationsOf(plan, named),
    shown: kinds.all,
  };
}

/** What an agent is called. */
export function agentName({ agents }: Names, agent: number): string {
  return agents.get(agent) ?? `thread${agent + 1}`;
}

/** `proc[2].p_flag` becomes `P.p_flag` where the process is called P. */
function pathName(path: string, { structs }: Names): string {
  const end = path.indexOf(']') + 1;
  const name = end > 0 ? structs.get(path.slice(0, end)) : undefined;
  return name === undefined ? path : `${name}${path.slice(end)}`;
}

/** The ways in which values are printed, each once. */
class Kinds {
  readonly all: Shown[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly plan: Plan) {}

  of(type: Type): number {
    const shown = this.shownOf(type);
    const key = JSON.stringify(shown);
    const known = this.numbers.get(key) ?? this.all.push(shown) - 1;
    this.numbers.set(key, known);
    return known;
  }

  private shownOf(type: Type): Shown {
    switch (type.kind) {
      case 'bool':
      case 'entry':
        return { kind: type.kind };
      case 'ref':
        return { kind: 'ref', family: familyNumber(this.plan, type.to) };
      case 'int':
        if (type.show === undefined) return { kind: 'number' };
        return type.show.kind === 'set' ? { kind: 'set' } : { kind: type.show.kind, names: [...type.show.names] };
      default:
        return { kind: 'number' };
    }
  }
}

function familyNumber({ program }: Plan, struct: StructType): number {
  return [...program.layout.families.keys()].indexOf(program.layout.family(struct).root);
}

function toldRoutine({ frames }: Plan, routine: RoutineCode, kinds: Kinds): ToldRoutine {
  const { name, offset, hasReturnCell: returns, isRoot, sites, code, cells } = routine;
  return {
    name,
    file: code.unit.shown,
    offset,
    returns,
    isRoot,
    sites: sites.map(({ caller, line }) => [caller.index, line] as const),
    locals: [...cells.keys()].map((variable) => [variable.name, frames.offsetOf(routine, variable), kinds.of(code.typeOfVariable(variable))] as const),
  };
}

function toldStop(numbered: NumberedStop): ToldStop {
  const { stop, routine } = numbered;
  return { routine: routine.index, line: stop.node.loc?.start.line ?? 0, alternatives: alternativesOf(numbered) };
}

function alternativesOf({ stop, routine }: NumberedStop): ToldStop['alternatives'] {
  switch (stop.kind) {
    case 'budget':
      return 'failure';
    case 'choose':
    case 'pick':
      return 'numbers';
    case 'select':
      return stop.guards.map(({ body }, index) => {
        if (body.start == null || body.end == null) return String(index);
        return routine.code.unit.source.slice(body.start, body.end).replace(/\s+/g, ' ');
      });
    default:
      return 'none';
  }
}

/** The lines where threads stand: at stops, and at calls. */
function sourcesOf({ frames }: Plan): readonly ToldSource[] {
  const lines = new Map<ModuleUnit, Set<number>>();
  const add = (unit: ModuleUnit, line: number): void => void lines.set(unit, (lines.get(unit) ?? new Set()).add(line));
  for (const { stop, routine } of frames.stops) add(routine.code.unit, stop.node.loc?.start.line ?? 0);
  for (const { sites } of frames.routines) for (const { caller, line } of sites) add(caller.code.unit, line);
  return [...lines].map(([unit, numbers]) => {
    const text = unit.source.split('\n');
    const wanted = [...numbers].toSorted((a, b) => a - b);
    return { file: unit.shown, kernel: kernelFile(unit), lines: wanted.map((number) => [number, text[number - 1]?.trim() ?? ''] as const) };
  });
}

/** The one file of C that the first comment of a module names. */
function kernelFile({ source }: ModuleUnit): string {
  const comment = /^\s*\/\*\*[^]*?\*\//.exec(source)?.[0] ?? '';
  const [only, another] = new Set(comment.match(/\b\w+\.[chS]\b/g));
  return another === undefined ? (only ?? '') : '';
}

/** Locks are the structs that guards can name: those whose module tells who holds them. */
function situationsOf(plan: Plan, named: (path: string) => string): Situations {
  const { program, shared, hooks } = plan;
  const zone = program.threadZone();
  const thread = zone && program.structOfZone(zone);
  const processes = hooks.process && program.resultOf(hooks.process);
  const process = processes?.kind === 'ref' ? rootOf(processes.to) : undefined;
  const offset = (name: string): number => thread?.fields.get(name)?.offset ?? -1;
  const own = [...(thread?.fields.values() ?? [])].find(({ type }) => type.kind === 'ref' && rootOf(type.to) === process);
  return {
    locks: thread === undefined ? [] : locksOf(plan, thread, named),
    threads: thread === undefined ? [] : program.layout.family(thread).instances.slice(0, shared.threads).map(({ address }) => address),
    // What the machine calls them, in src/machine/thread.ts.
    suspended: offset('td_suspended'),
    asleep: offset('td_wchan'),
    onCpu: hooks.gate === undefined ? -1 : offset('td_oncpu'),
    process: { offset: own?.offset ?? -1, family: process === undefined ? -1 : familyNumber(plan, process) },
  };
}

function locksOf({ program }: Plan, thread: StructType, named: (path: string) => string): Situations['locks'] {
  const isLock = ({ name, unit }: StructType): boolean => unit.values.has(`${name}_held`);
  const instances = [...program.layout.families.values()].flatMap((family) => family.instances);
  return instances.flatMap(({ struct, path, address }) => {
    if (!isLock(struct)) return [];
    const fields = [...struct.fields.values()];
    const owners = fields.filter(({ type }) => type.kind === 'ref' && rootOf(type.to) === rootOf(thread));
    const sharers = fields.filter(({ type }) => type.kind === 'int' && type.show?.kind === 'set');
    const cellsOf = (some: typeof fields): readonly number[] => some.map(({ offset }) => address + offset);
    return owners.length + sharers.length === 0 ? [] : [{ path: named(path), owners: cellsOf(owners), sharers: cellsOf(sharers) }];
  });
}
