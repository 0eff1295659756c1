import { cellsOf, rootOf, type StructType, type Type } from './types.ts';

/** One struct somewhere in the state. */
export interface Instance {
  readonly address: number;
  readonly struct: StructType;
  /** `k.procid_lock`, `proc[2].p_mtx`. */
  readonly path: string;
  /** Index of the cell that says whether it is allocated, -1 if it always is. */
  readonly live: number;
}

/** All structs that references of one kind can refer to; reference i (from 1) is instance i-1. */
export interface Family {
  readonly root: StructType;
  readonly instances: Instance[];
  /** Set when instance i stands at `base + i * stride`, with i from 1. */
  linear?: { readonly base: number; readonly stride: number };
}

export interface ZoneLayout {
  readonly name: string;
  readonly struct: StructType;
  readonly slots: number;
  readonly order: 'first' | 'lifo';
  readonly stable: boolean;
  readonly threads: boolean;
  /** Address of slot 1, cells a slot. */
  readonly base: number;
  readonly stride: number;
  /** Reference number of slot 1. */
  readonly firstRef: number;
  /** Cell of slot 1's allocation bit; the others follow. */
  readonly live: number;
  /** Cell of the free list's head, links follow; -1 unless `lifo`. */
  readonly freeList: number;
}

/** The cells of a state: one integer each, with a range that decides how many bits it takes when packed. */
export class Layout {
  readonly types: Type[] = [];
  readonly paths: string[] = [];
  readonly families = new Map<StructType, Family>();

  get size(): number {
    return this.types.length;
  }

  /** Adds one cell. */
  cell(type: Type, path: string): number {
    this.types.push(type);
    this.paths.push(path);
    return this.types.length - 1;
  }

  /** Adds the cells of a value, whatever its type; returns the address of the first. */
  place(type: Type, path: string, live = -1): number {
    if (type.kind === 'struct') return this.placeStruct(type.of, path, live);
    if (type.kind !== 'arr') return this.cell(type, path);
    const address = this.size;
    for (let index = 0; index < type.length; index++) this.place(type.elem, `${path}[${index}]`, live);
    return address;
  }

  placeStruct(struct: StructType, path: string, live: number): number {
    const address = this.size;
    this.family(struct).instances.push({ address, struct, path, live });
    for (const field of struct.fields.values()) this.place(field.type, `${path}.${field.name}`, -1);
    return address;
  }

  placeZone(name: string, struct: StructType, options: { slots: number; order: 'first' | 'lifo'; stable: boolean; threads: boolean }): ZoneLayout {
    const { slots } = options;
    const live = this.size;
    for (let slot = 1; slot <= slots; slot++) this.cell({ kind: 'bool' }, `${name}[${slot}]`);
    const freeList = options.order === 'lifo' ? this.size : -1;
    if (freeList >= 0) for (let slot = 0; slot <= slots; slot++) this.cell({ kind: 'int', lo: 0, hi: slots }, `${name}.free[${slot}]`);
    const base = this.size;
    const firstRef = this.family(struct).instances.length + 1;
    for (let slot = 1; slot <= slots; slot++) this.placeStruct(struct, `${name}[${slot}]`, live + slot - 1);
    return { name, struct, ...options, base, stride: struct.cells, firstRef, live, freeList };
  }

  /** The numbering that references to this struct use. */
  family(struct: StructType): Family {
    const root = rootOf(struct);
    let family = this.families.get(root);
    if (!family) this.families.set(root, (family = { root, instances: [] }));
    return family;
  }

  /** To be called when all structs are placed: finds the families whose addresses need no table. */
  settle(): void {
    for (const family of this.families.values()) {
      const [first, second] = family.instances;
      if (!first) continue;
      const stride = second ? second.address - first.address : cellsOf({ kind: 'struct', of: first.struct });
      const even = family.instances.every((one, index) => one.address === first.address + index * stride);
      if (even) family.linear = { base: first.address - stride, stride };
    }
  }
}

/** Smallest and largest value that a cell of the type holds. */
export function rangeOf(type: Type, layout: Layout, entries: number): readonly [number, number] {
  switch (type.kind) {
    case 'int':
      return [type.lo, type.hi];
    case 'bool':
      return [0, 1];
    case 'ref':
      return [0, layout.family(type.to).instances.length];
    case 'entry':
      return [0, entries];
    default:
      return [0, 0];
  }
}
