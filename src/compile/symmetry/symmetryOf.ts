import type { Permutation, Symmetry, ZoneSymmetry } from '../../core/index.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import { Canonical } from './canonical.ts';
import { shapeOf, type StateShape } from './stateShape.ts';
import { treat } from './treatment.ts';

/** The symmetry of a program, as far as the compiler can prove it; the zones in `leaveAlone` are left alone for the reasons given. */
export function symmetryOf(plan: Plan, multipliers: Int32Array, leaveAlone: ReadonlyMap<string, string> = new Map()): Symmetry {
  const treatment = treat(plan);
  const several = [...plan.program.zones.values()].filter(({ slots }) => slots > 1);
  const reasonFor = (zone: ZoneLayout): string | undefined => leaveAlone.get(zone.name) ?? treatment.reasons.get(zone);
  const zones = several.filter((zone) => reasonFor(zone) === undefined);
  const shape = shapeOf(plan, treatment, zones);
  const canonical = new Canonical(plan, shape, multipliers, treatment.lowestFirst);
  const renamed = Uint8Array.from(plan.frameBases.keys());
  return {
    zones: several.map((zone) => toldOf(zone, reasonFor(zone))),
    generators: generatorsOf(plan, shape),
    canonical(rows, at, fingerprint) {
      const found = canonical.canonical(rows, at, fingerprint);
      if (shape.threadZone >= 0) for (let thread = 0; thread < plan.shared.threads; thread++) renamed[thread] = canonical.renamedThread(thread);
      return found;
    },
    renamed,
  };
}

function toldOf({ name, slots }: ZoneLayout, reason: string | undefined): ZoneSymmetry {
  return { zone: name, slots, ...(reason !== undefined && { reason }) };
}

/** The exchanges of neighbouring slots. */
function generatorsOf(plan: Plan, shape: StateShape): readonly Permutation[] {
  return shape.zones.flatMap((zone, index) => Array.from({ length: zone.slots - 1 }, (_, slot) => exchange(plan, shape, index, slot)));
}

function exchange({ frameBases, frameSizes, program }: Plan, { columns, threadZone }: StateShape, zone: number, slot: number): Permutation {
  const agents = Int32Array.from(frameBases.keys());
  const cells = Int32Array.from({ length: program.layout.size }, (_, cell) => cell);
  const swap = (all: Int32Array, a: number, b: number): void => {
    all[a] = b;
    all[b] = a;
  };
  for (const { start, step } of columns[zone] ?? []) swap(cells, start + slot * step, start + (slot + 1) * step);
  if (zone === threadZone) {
    swap(agents, slot, slot + 1);
    for (let offset = 0; offset < (frameSizes[slot] ?? 0); offset++) swap(cells, (frameBases[slot] ?? 0) + offset, (frameBases[slot + 1] ?? 0) + offset);
  }
  return { agents, cells };
}
