import type { Plan } from '../plan.ts';
import type { StateShape } from './stateShape.ts';

/** The shape of a state as tables of integers, for the code that takes states apart by the million. */
export interface StateTables {
  /** The slots of all treated zones are numbered in a row: the number of each zone's first, and of the end. */
  readonly firsts: Int32Array;
  readonly zoneOf: Uint8Array;
  /** For each slot, its cells, in the same order for all slots of a zone; the first says whether it is allocated. */
  readonly slotCells: readonly Int32Array[];
  /** Cells outside of the treated zones that may hold something to rename. */
  readonly loose: Int32Array;
  /** For each word of a packed state, the cells in it, and whose they are: slots, and `slots` for loose cells. */
  readonly cellsOfWord: readonly Int32Array[];
  readonly ownersOfWord: readonly Uint8Array[];
  /** What renaming does to each cell; for cells of frames, to be filled in for each state. */
  readonly kinds: Uint8Array;
  /** For each kind, where its segments begin; values from `first` to `end` stand for slots from `slot` on, `per` for each. */
  readonly segments: Int32Array;
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly per: Int32Array;
  readonly slot: Int32Array;
  /** For each kind that is a set of slots its first slot, otherwise -1. */
  readonly maskOf: Int32Array;
}

/** Lays out the tables; cells that are the same in all states are left out. */
export function tablesFor(plan: Plan, shape: StateShape): StateTables {
  const { zones, kinds } = shape;
  const firsts = Int32Array.of(0, ...zones.map((_, index) => zones.slice(0, index + 1).reduce((sum, { slots }) => sum + slots, 0)));
  const zoneOf = Uint8Array.from(zones.flatMap(({ slots }, zone) => Array.from({ length: slots }, () => zone)));
  const segments = kinds.map((kind) =>
    kind.mask ? [] : kind.segments.map(({ zone, first, per }) => ({ first, per, end: first + per * (zones[zone]?.slots ?? 0), slot: firsts[zone] ?? 0 })),
  );
  const flat = segments.flat();
  const table = (of: (one: (typeof flat)[number]) => number): Int32Array => Int32Array.from(flat, of);
  const slotCells = Array.from(zoneOf, (zone, slot) => cellsOfSlot(plan, shape, zone, slot - (firsts[zone] ?? 0)));
  const loose = looseCells(plan, shape);
  const cellsOfWord = wordsOf(plan);
  return {
    firsts,
    zoneOf,
    slotCells,
    loose,
    cellsOfWord,
    ownersOfWord: ownersOf(cellsOfWord, [...slotCells, loose]),
    kinds: kindsOfCells(plan, shape),
    segments: Int32Array.of(0, ...segments.map((_, index) => segments.slice(0, index + 1).reduce((sum, all) => sum + all.length, 0))),
    first: table((one) => one.first),
    end: table((one) => one.end),
    per: table((one) => one.per),
    slot: table((one) => one.slot),
    maskOf: Int32Array.from(kinds, (kind) => (kind.mask ? (firsts[kind.zone] ?? 0) : -1)),
  };
}

const frameCells = ({ frameBases, frameSizes }: Plan, agent: number): readonly number[] =>
  Array.from({ length: frameSizes[agent] ?? 0 }, (_, offset) => (frameBases[agent] ?? 0) + offset);

function cellsOfSlot(plan: Plan, { columns, threadZone }: StateShape, zone: number, index: number): Int32Array {
  const own = (columns[zone] ?? []).map(({ start, step }) => start + index * step);
  const frame = zone === threadZone ? frameCells(plan, index) : [];
  const [live, ...others] = [...own, ...frame];
  const varies = (cell: number): boolean => (plan.packing.bits[cell] ?? 0) > 0;
  return Int32Array.from([live ?? 0, ...others.filter(varies)]);
}

function looseCells(plan: Plan, { loose, threadZone }: StateShape): Int32Array {
  const agents = [...plan.frameBases.keys()].slice(threadZone < 0 ? 0 : plan.shared.threads);
  return Int32Array.from([...loose.map(({ cell }) => cell), ...agents.flatMap((agent) => frameCells(plan, agent))]);
}

function wordsOf({ packing }: Plan): readonly Int32Array[] {
  const cells = Array.from({ length: packing.words }, (): number[] => []);
  packing.word.forEach((word, cell) => {
    if ((packing.bits[cell] ?? 0) > 0) cells[word]?.push(cell);
  });
  return cells.map((all) => Int32Array.from(all));
}

function ownersOf(cellsOfWord: readonly Int32Array[], owned: readonly Int32Array[]): readonly Uint8Array[] {
  const ownerOf = new Map(owned.flatMap((cells, owner) => Array.from(cells, (cell) => [cell, owner] as const)));
  return cellsOfWord.map((cells) => Uint8Array.from(new Set(Array.from(cells).flatMap((cell) => ownerOf.get(cell) ?? []))));
}

function kindsOfCells(plan: Plan, { columns, loose, zones }: StateShape): Uint8Array {
  const kinds = new Uint8Array(plan.program.layout.size);
  for (const { cell, kind } of loose) kinds[cell] = kind;
  columns.forEach((all, zone) => {
    for (const { start, step, kind } of all) for (let slot = 0; slot < (zones[zone]?.slots ?? 0); slot++) kinds[start + slot * step] = kind;
  });
  return kinds;
}
