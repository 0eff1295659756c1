import type { RoutineCode } from '../frames.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import { CellKinds, fixed, type FrameCell, type ValueKind } from './cellKinds.ts';
import type { Treatment } from './treatment.ts';

/** A cell in each slot of a zone: `start` in the first, and `step` from one to the next. */
export interface Column {
  readonly start: number;
  readonly step: number;
  readonly kind: number;
}

/** A cell outside of the treated zones whose value renaming changes. */
export interface LooseCell {
  readonly cell: number;
  readonly kind: number;
}

/** A place in a routine, as far as renaming is concerned. */
export interface FramePlace {
  readonly cells: readonly FrameCell[];
  /** Offset of the cell that says who called, -1 if there is but one caller or none. */
  readonly returnCell: number;
  /** The places of the callers, by what that cell says (from 0); the one caller stands at 1. */
  readonly callers: readonly (FramePlace | undefined)[];
}

/** Where everything stands in a state that renaming slots moves or changes. */
export interface StateShape {
  readonly zones: readonly ZoneLayout[];
  readonly kinds: readonly ValueKind[];
  /** Of each treated zone; frames are not among them. */
  readonly columns: readonly (readonly Column[])[];
  readonly loose: readonly LooseCell[];
  /** Index of the zone of threads among those treated, or -1. */
  readonly threadZone: number;
  /** By the number of the stop where an agent stands; none at 0. */
  readonly places: readonly (FramePlace | undefined)[];
}

/** Finds out how a state looks to somebody who renames the slots of some zones. */
export function shapeOf(plan: Plan, treatment: Treatment, zones: readonly ZoneLayout[]): StateShape {
  const kinds = new CellKinds(plan, treatment, zones);
  return {
    zones,
    columns: zones.map((zone, index) => columnsOf(zone, index, kinds)),
    loose: looseCells(plan, zones, kinds),
    threadZone: zones.findIndex(({ threads }) => threads),
    places: placesOf(plan, kinds),
    kinds: kinds.kinds,
  };
}

function columnsOf(zone: ZoneLayout, index: number, kinds: CellKinds): readonly Column[] {
  const { base, stride, live, freeList, struct } = zone;
  return [
    { start: live, step: 1, kind: fixed },
    ...(freeList < 0 ? [] : [{ start: freeList + 1, step: 1, kind: kinds.slotNumber(index) }]),
    ...kinds.struct(struct).map((kind, offset) => ({ start: base + offset, step: stride, kind })),
  ];
}

/** Globals, heads of free lists, and the structs of zones that are not treated. */
function looseCells({ program }: Plan, zones: readonly ZoneLayout[], kinds: CellKinds): readonly LooseCell[] {
  const from = (address: number, all: readonly number[]): LooseCell[] => all.flatMap((kind, at) => (kind === fixed ? [] : [{ cell: address + at, kind }]));
  const globals = [...program.places.values()].flatMap(({ address, struct }) => from(address, kinds.struct(struct)));
  const heads = zones.flatMap(({ freeList }, index) => (freeList < 0 ? [] : [{ cell: freeList, kind: kinds.slotNumber(index) }]));
  const others = [...program.zones.values()].filter((zone) => !zones.includes(zone));
  const untreated = others.flatMap(({ base, stride, slots, struct }) => Array.from({ length: slots }, (_, slot) => from(base + slot * stride, kinds.struct(struct))).flat());
  return [...globals, ...heads, ...untreated];
}

function placesOf({ frames }: Plan, kinds: CellKinds): readonly (FramePlace | undefined)[] {
  const known = new Map<RoutineCode, readonly (FramePlace | undefined)[]>();
  const callersOf = (routine: RoutineCode): readonly (FramePlace | undefined)[] => {
    const before = known.get(routine);
    if (before) return before;
    const callers = [undefined, ...routine.sites.map((site) => placeOf(site.caller, kinds.frame(site.caller, site.next)))];
    known.set(routine, callers);
    return callers;
  };
  const placeOf = (routine: RoutineCode, cells: readonly FrameCell[]): FramePlace => ({
    cells,
    returnCell: routine.hasReturnCell ? routine.offset : -1,
    callers: !routine.hasReturnCell && routine.isRoot ? [] : callersOf(routine),
  });
  return [undefined, ...frames.stops.map(({ routine, next }) => placeOf(routine, kinds.frame(routine, next)))];
}
