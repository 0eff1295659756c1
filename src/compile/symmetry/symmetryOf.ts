import type { Permutation, Symmetry, ZoneSymmetry } from '../../core/index.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import { Canonical } from './canonical.ts';
import { renamerOf } from './renamer.ts';
import { Renaming } from './renaming.ts';
import { shapeOf, type StateShape } from './stateShape.ts';
import { treat } from './treatment.ts';

/** The symmetry of a program, as far as the compiler can prove it; the zones in `leaveAlone` are left alone for the reasons given. */
export function symmetryOf(plan: Plan, multipliers: Int32Array, leaveAlone: ReadonlyMap<string, string> = new Map()): Symmetry {
  const treatment = treat(plan);
  const several = [...plan.program.zones.values()].filter(({ slots }) => slots > 1);
  const reasonFor = (zone: ZoneLayout): string | undefined => leaveAlone.get(zone.name) ?? treatment.reasons.get(zone);
  const zones = several.filter((zone) => reasonFor(zone) === undefined);
  const shape = shapeOf(plan, treatment, zones);
  const renaming = new Renaming(plan, shape, multipliers);
  const canonical = new Canonical(renaming, shape, plan.program.layout.size, treatment.lowestFirst);
  const firstThread = shape.threadZone < 0 ? 0 : renaming.firstOf(shape.threadZone);
  const threads = shape.threadZone < 0 ? 0 : plan.shared.threads;
  const renamed = Uint8Array.from(plan.frameBases.keys());
  return {
    zones: several.map((zone) => toldOf(zone, reasonFor(zone))),
    generators: generatorsOf(plan, shape, renaming),
    canonical(rows, at, fingerprint) {
      const found = canonical.canonical(rows, at, fingerprint);
      for (let thread = 0; thread < threads; thread++) renamed[thread] = canonical.image[firstThread + thread]! - firstThread;
      return found;
    },
    renamed,
    renamer: () => renamerOf(plan, shape, multipliers),
  };
}

function toldOf({ name, slots }: ZoneLayout, reason: string | undefined): ZoneSymmetry {
  return { zone: name, slots, ...(reason !== undefined && { reason }) };
}

/** The exchanges of neighbouring slots. */
function generatorsOf(plan: Plan, shape: StateShape, renaming: Renaming): readonly Permutation[] {
  return shape.zones.flatMap((zone, index) => Array.from({ length: zone.slots - 1 }, (_, slot) => exchange(plan, shape, renaming, index, slot)));
}

const swapped = (length: number, pairs: readonly (readonly [number, number])[]): Int32Array => {
  const all = Int32Array.from({ length }, (_, index) => index);
  for (const [a, b] of pairs) [all[a], all[b]] = [b, a];
  return all;
};

function exchange({ frameBases, frameSizes, program }: Plan, { columns, threadZone }: StateShape, renaming: Renaming, zone: number, slot: number): Permutation {
  const fields = (columns[zone] ?? []).map(({ start, step }) => [start + slot * step, start + (slot + 1) * step] as const);
  const isThread = zone === threadZone;
  const [base = 0, next = 0] = [frameBases[slot], frameBases[slot + 1]];
  const frames = Array.from({ length: isThread ? (frameSizes[slot] ?? 0) : 0 }, (_, offset) => [base + offset, next + offset] as const);
  const first = renaming.firstOf(zone) + slot;
  const image = swapped(renaming.slots, [[first, first + 1]]);
  return {
    agents: swapped(frameBases.length, isThread ? [[slot, slot + 1]] : []),
    cells: swapped(program.layout.size, [...fields, ...frames]),
    apply: (rows, at, fingerprint) => {
      renaming.read(rows, at);
      renaming.firstColors();
      return renaming.write(image, rows, at, fingerprint);
    },
  };
}
