import type { Renamer } from '../../core/index.ts';
import type { Plan } from '../plan.ts';
import { Renaming } from './renaming.ts';
import type { StateShape } from './stateShape.ts';

/** A renamer for the states of a program. */
export function renamerOf(plan: Plan, shape: StateShape, multipliers: Int32Array): Renamer {
  const renaming = new Renaming(plan, shape, multipliers);
  const cells = cellsOfSlots(plan, shape, renaming);
  const { owner, place } = ownersOf(cells, plan.program.layout.size);
  return {
    zoneOf: renaming.zoneOf,
    take(row) {
      renaming.read(row, 0);
      renaming.firstColors();
    },
    rename(image, row) {
      renaming.write(image, row, 0, 0);
    },
    isSame: (one, other) => renaming.isSame(one, other),
    slotOf: (cell) => owner[cell]!,
    counterpart: (cell, slot) => cells[slot]![place[cell]!]!,
    value: (cell) => renaming.value(cell),
    referred: (cell) => renaming.referred(cell),
  };
}

/** For each slot its cells, those of a thread's frames at the end: in the same order for all slots of a zone. */
function cellsOfSlots({ frameBases, frameSizes }: Plan, { columns, threadZone }: StateShape, renaming: Renaming): readonly (readonly number[])[] {
  return Array.from(renaming.zoneOf, (zone, number) => {
    const slot = number - renaming.firstOf(zone);
    const frame = zone === threadZone ? Array.from({ length: frameSizes[slot]! }, (_, offset) => frameBases[slot]! + offset) : [];
    return [...columns[zone]!.map(({ start, step }) => start + slot * step), ...frame];
  });
}

/** For each cell the slot that it belongs to (-1 for none), and where it is among its cells. */
function ownersOf(cells: readonly (readonly number[])[], size: number): { readonly owner: Int16Array; readonly place: Int32Array } {
  const owner = new Int16Array(size).fill(-1);
  const place = new Int32Array(size);
  cells.forEach((own, slot) => {
    own.forEach((cell, at) => {
      owner[cell] = slot;
      place[cell] = at;
    });
  });
  return { owner, place };
}
