import type { Block } from '../blocks.ts';
import type { RoutineCode } from '../frames.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import { cellsOf, rootOf, type FieldType, type StructType, type Type } from '../types.ts';
import { formOf, type NumberKind, type Tag } from './numberKinds.ts';
import type { Treatment } from './treatment.ts';
import { numbersIn } from './zonesOf.ts';

/** Values from `first` on that stand for what is in a zone: `per` for each of its slots. */
export interface Segment {
  /** Index of the zone among those treated. */
  readonly zone: number;
  readonly first: number;
  readonly per: number;
}

/** What renaming slots does to a value. */
export type ValueKind =
  | { readonly mask: false; readonly segments: readonly Segment[] }
  /** A set with a bit for each slot of the zone. */
  | { readonly mask: true; readonly zone: number };

/** Kind 0: renaming slots leaves the value alone. */
export const fixed = 0;

/** A cell whose value renaming changes, by its offset in a thread's frame. */
export interface FrameCell {
  readonly offset: number;
  readonly kind: number;
}

/** Tells for every cell of a state what renaming the slots of the treated zones does to its value. */
export class CellKinds {
  readonly kinds: ValueKind[] = [{ mask: false, segments: [] }];
  private readonly known = new Map<string, number>();
  private readonly ofFamily = new Map<StructType, number>();

  constructor(
    private readonly plan: Plan,
    private readonly treatment: Treatment,
    private readonly zones: readonly ZoneLayout[],
  ) {}

  private kept(kind: ValueKind): number {
    if (!kind.mask && kind.segments.length === 0) return fixed;
    const key = JSON.stringify(kind);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.known.set(key, this.kinds.length);
    return this.kinds.push(kind) - 1;
  }

  /** Of references to structs of a type. */
  private reference(struct: StructType): number {
    const root = rootOf(struct);
    const before = this.ofFamily.get(root);
    if (before !== undefined) return before;
    const segments = this.zones.flatMap((zone, index) => {
      const { first, per } = numbersIn(zone, root, this.plan.program.layout);
      return per > 0 ? [{ zone: index, first, per }] : [];
    });
    const kind = this.kept({ mask: false, segments });
    this.ofFamily.set(root, kind);
    return kind;
  }

  private number(kind: NumberKind): number {
    const tag = formOf(kind);
    return tag ? this.tagged(tag) : fixed;
  }

  private tagged({ form, zones }: Tag): number {
    if (form === 'address') {
      // An address is the cell's index + 1.
      return this.kept({ mask: false, segments: this.zones.map(({ base, stride }, zone) => ({ zone, first: base + 1, per: stride })) });
    }
    const zone = this.zones.indexOf(zones[0] as ZoneLayout);
    if (zone < 0) return fixed;
    return form === 'mask' ? this.kept({ mask: true, zone }) : this.kept({ mask: false, segments: [{ zone, first: form === 'slot' ? 1 : 0, per: 1 }] });
  }

  /** Of the number of a slot, as free lists keep it. */
  slotNumber(zone: number): number {
    return this.kept({ mask: false, segments: [{ zone, first: 1, per: 1 }] });
  }

  /** The kinds of a struct's cells, one after another. */
  struct(struct: StructType): readonly number[] {
    return [...struct.fields.values()].flatMap((field) => this.value(field.type, field));
  }

  private value(type: Type, field: FieldType): readonly number[] {
    switch (type.kind) {
      case 'struct':
        return this.struct(type.of);
      case 'arr':
        return Array.from({ length: type.length }, () => this.value(type.elem, field)).flat();
      case 'ref':
        return [this.reference(type.to)];
      case 'int':
        return [this.number(this.treatment.survey.kindOfField(field))];
      default:
        return Array.from({ length: cellsOf(type) }, () => fixed);
    }
  }

  /** The cells that hold anything to rename while a thread is in a routine, on its way to a block. */
  frame(routine: RoutineCode, next: Block): readonly FrameCell[] {
    const live = [...(routine.liveness.liveIn.get(next) ?? [])].filter((variable) => routine.cells.has(variable));
    return live.flatMap((variable) => {
      const type = routine.code.typeOfVariable(variable);
      const kind = type.kind === 'ref' ? this.reference(type.to) : type.kind === 'int' ? this.number(this.treatment.survey.kindOfVariable(variable)) : fixed;
      return kind === fixed ? [] : [{ offset: this.plan.frames.offsetOf(routine, variable), kind }];
    });
  }
}
