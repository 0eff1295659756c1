import type { Layout, ZoneLayout } from '../layout.ts';
import type { Program } from '../program.ts';
import { rootOf, type StructType } from '../types.ts';

const endOf = ({ base, stride, slots }: ZoneLayout): number => base + stride * slots;

/** The zones in whose slots structs of this type stand, themselves or embedded. */
export function zonesAround(struct: StructType, program: Program): readonly ZoneLayout[] {
  const { instances } = program.layout.family(struct);
  return [...program.zones.values()].filter((zone) => instances.some(({ address }) => address >= zone.base && address < endOf(zone)));
}

/** The zone whose slots are numbered as the structs of this type are, if there is one. */
export function zoneNumbered(struct: StructType, program: Program): ZoneLayout | undefined {
  const own = [...program.zones.values()].filter((zone) => rootOf(zone.struct) === rootOf(struct));
  const [zone, another] = own;
  if (!zone || another) return undefined;
  const { instances } = program.layout.family(struct);
  return instances.length === zone.firstRef - 1 + zone.slots ? zone : undefined;
}

/** The zone that `zone.at(i)` looks into, if i is the number of a slot. */
export function zoneIndexed(value: object, program: Program): ZoneLayout | undefined {
  if (!program.isAll(value)) return program.zones.get(value);
  const zone = zoneNumbered(program.structOfZone(value), program);
  return zone?.firstRef === 1 ? zone : undefined;
}

/** The zones whose slots `every`, `some` and `count` go through in order. */
export function zonesWalked(value: object, program: Program): readonly ZoneLayout[] {
  if (program.isAll(value)) return zonesAround(program.structOfZone(value), program);
  const zone = program.zones.get(value);
  return zone ? [zone] : [];
}

/** How many structs of this type stand in a slot of the zone, and which of the type's numbers is the first. */
export function numbersIn(zone: ZoneLayout, struct: StructType, layout: Layout): { readonly first: number; readonly per: number } {
  const { instances } = layout.family(struct);
  const inside = (slot: number): number[] =>
    [...instances.keys()].filter((at) => {
      const offset = (instances[at]?.address ?? -1) - zone.base - (slot - 1) * zone.stride;
      return offset >= 0 && offset < zone.stride;
    });
  const [first = -1] = inside(1);
  return { first: first + 1, per: inside(1).length };
}
