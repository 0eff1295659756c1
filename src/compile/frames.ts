import { CompileError } from '../core/index.ts';
import { successors as successorsOf, type Block, type Lowered, type Stop } from './blocks.ts';
import type { FunctionCode } from './functionCode.ts';
import type { Discovered } from './discover.ts';
import { rangeOf } from './layout.ts';
import { findLiveness, type Liveness } from './liveness.ts';
import type { Variable } from './locals.ts';
import { lower } from './lower.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { placeOf, refuse } from './place.ts';
import type { Program } from './program.ts';

/** A place where a routine is called. */
export interface CallSite {
  readonly caller: RoutineCode;
  /** Where the caller goes on. */
  readonly next: Block;
  readonly line: number;
}

/** A routine with its blocks, its frame and its callers. */
export interface RoutineCode {
  readonly index: number;
  readonly name: string;
  readonly info: FunctionInfo;
  readonly code: FunctionCode;
  readonly lowered: Lowered;
  readonly liveness: Liveness;
  readonly reachable: readonly Block[];
  /** Offset in the thread's frame of each variable that has a cell; relative to the routine's own frame. */
  readonly cells: ReadonlyMap<Variable, number>;
  /** Callers, by number from 1; 0 means that a thread began here. */
  readonly sites: CallSite[];
  isRoot: boolean;
  /** Whether the frame has a cell (the first) that says which caller to return to. */
  hasReturnCell: boolean;
  /** Cells of the frame. */
  size: number;
  /** Offset of the frame among the thread's cells. */
  offset: number;
}

/** A numbered stop; 0 is "ended". */
export interface NumberedStop {
  readonly number: number;
  readonly stop: Stop;
  readonly routine: RoutineCode;
  readonly next: Block;
}

/** Lowers all routines, links calls to their sites, and lays the frames over each other. */
export class Frames {
  readonly routines: RoutineCode[] = [];
  readonly stops: NumberedStop[] = [];
  private readonly byInfo = new Map<FunctionInfo, RoutineCode>();
  private readonly stopOf = new Map<Block, NumberedStop>();

  constructor(
    private readonly program: Program,
    private readonly discovered: Discovered,
  ) {
    for (const info of discovered.routines) this.lowerOne(info);
    this.refuseTwoClones();
    for (const info of discovered.roots) this.routine(info).isRoot = true;
    for (const routine of this.routines) this.linkCalls(routine);
    this.measure();
    this.place();
    this.numberStops();
  }

  routine(info: FunctionInfo): RoutineCode {
    const found = this.byInfo.get(info);
    if (!found) throw new Error(`forkcheck bug: routine ${info.name} was not discovered`);
    return found;
  }

  /** The stop after which a block runs. */
  stopBefore(block: Block): NumberedStop {
    const found = this.stopOf.get(block);
    if (!found) throw new Error('forkcheck bug: a block without its stop');
    return found;
  }

  private refuseTwoClones(): void {
    const [first, second] = this.routines.filter((one) => one.lowered.clone);
    const node = second?.lowered.clone?.stop.node;
    if (first && second && node) throw refuse(second.code.unit, node, `${second.name} calls cloned(), and so does ${first.name}`, 'One place in the model receives clones; call that routine.');
  }

  private lowerOne(info: FunctionInfo): void {
    const code = this.program.codeOf(info);
    const lowered = lower(code);
    const isRoot = this.discovered.roots.includes(info);
    const liveness = findLiveness(lowered, code.locals);
    const cells = new Map<Variable, number>();
    const routine: RoutineCode = {
      index: this.routines.length,
      name: info.name,
      info,
      code,
      lowered,
      liveness,
      reachable: reachableBlocks(lowered),
      cells,
      sites: [],
      isRoot,
      hasReturnCell: false,
      size: 0,
      offset: 0,
    };
    this.assignCells(routine, cells);
    this.routines.push(routine);
    this.byInfo.set(info, routine);
  }

  private assignCells(routine: RoutineCode, cells: Map<Variable, number>): void {
    const needed = new Set<Variable>();
    for (const block of routine.reachable) for (const variable of routine.liveness.liveIn.get(block) ?? []) needed.add(variable);
    for (const variable of routine.code.locals.variables) if (needed.has(variable)) cells.set(variable, cells.size);
  }

  private linkCalls(routine: RoutineCode): void {
    for (const { end } of routine.reachable) {
      if (end.kind !== 'call' && end.kind !== 'run') continue;
      const callees = end.kind === 'call' ? [end.callee] : this.discovered.entries;
      for (const callee of callees) {
        this.routine(callee).sites.push({ caller: routine, next: end.next, line: end.node.loc?.start.line ?? 0 });
      }
    }
  }

  /** Number of a call site for the callee's return cell. */
  siteNumber(callee: RoutineCode, caller: RoutineCode, next: Block): number {
    return callee.sites.findIndex((site) => site.caller === caller && site.next === next) + 1;
  }

  private measure(): void {
    for (const routine of this.routines) {
      routine.hasReturnCell = routine.sites.length + (routine.isRoot ? 1 : 0) > 1;
      routine.size = routine.cells.size + (routine.hasReturnCell ? 1 : 0);
    }
  }

  /** Puts each frame above those of all callers. Throws a `CompileError` for recursion. */
  private place(): void {
    const done = new Map<RoutineCode, number>();
    const busy: RoutineCode[] = [];
    const offsetOf = (routine: RoutineCode): number => {
      const known = done.get(routine);
      if (known !== undefined) return known;
      if (busy.includes(routine)) throw recursion([...busy.slice(busy.indexOf(routine)), routine]);
      busy.push(routine);
      let offset = 1;
      for (const site of routine.sites) offset = Math.max(offset, offsetOf(site.caller) + site.caller.size);
      busy.pop();
      done.set(routine, offset);
      return offset;
    };
    for (const routine of this.routines) routine.offset = offsetOf(routine);
  }

  private numberStops(): void {
    for (const routine of this.routines) {
      for (const { end } of routine.reachable) if (end.kind === 'yield') this.addStop(end.stop, routine, end.next);
      if (routine.lowered.clone) this.addStop(routine.lowered.clone.stop, routine, routine.lowered.clone.block);
    }
  }

  private addStop(stop: Stop, routine: RoutineCode, next: Block): void {
    const numbered = { number: this.stops.length + 1, stop, routine, next };
    this.stops.push(numbered);
    this.stopOf.set(next, numbered);
  }

  /** Smallest and largest value of each cell of a thread that runs these routines only. */
  ranges(entries: number, routines: ReadonlySet<RoutineCode>): readonly (readonly [number, number])[] {
    const size = Math.max(1, ...[...routines].map((routine) => routine.offset + routine.size));
    const ranges: [number, number][] = Array.from({ length: size }, () => [0, 0]);
    const widen = (index: number, lo: number, hi: number): void => {
      const range = ranges[index];
      if (!range) return;
      range[0] = Math.min(range[0], lo);
      range[1] = Math.max(range[1], hi);
    };
    widen(0, 0, this.stops.length);
    for (const routine of routines) {
      if (routine.hasReturnCell) widen(routine.offset, 0, routine.sites.length);
      for (const [variable] of routine.cells) {
        widen(this.offsetOf(routine, variable), ...rangeOf(routine.code.typeOfVariable(variable), this.program.layout, entries));
      }
    }
    return ranges;
  }

  /** Offset of a variable's cell among the thread's cells. */
  offsetOf(routine: RoutineCode, variable: Variable): number {
    return routine.offset + (routine.hasReturnCell ? 1 : 0) + (routine.cells.get(variable) ?? 0);
  }
}

function reachableBlocks(lowered: Lowered): readonly Block[] {
  const seen = new Set<Block>();
  const visit = (block: Block): void => {
    if (seen.has(block)) return;
    seen.add(block);
    for (const next of successorsOf(block)) visit(next);
  };
  visit(lowered.entry);
  if (lowered.clone) visit(lowered.clone.block);
  return lowered.blocks.filter((block) => seen.has(block));
}

function recursion(path: readonly RoutineCode[]): CompileError {
  const [first] = path;
  const info = first?.info;
  const at = info ? placeOf(info.unit, info.node) : '';
  return new CompileError(at, `recursion: ${path.map((one) => one.name).join(' -> ')}`, 'Frames are static: write a loop, or break the cycle.');
}

