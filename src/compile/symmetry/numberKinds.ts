import type { ZoneLayout } from '../layout.ts';

/**
 * What a number means to somebody who renames slots: the number of a slot from 1 (`slot`) or from 0 (`place`), a set with a bit
 * for each slot (`mask`), or the address of something (`address`). All other numbers are plain.
 */
export type Form = 'slot' | 'place' | 'mask' | 'address';

/** A form that a number was seen to have, and the zones it is about. */
export interface Tag {
  readonly form: Form;
  readonly zones: readonly ZoneLayout[];
}

/** A class of numbers that are compared with or stored over each other. */
export interface NumberKind {
  parent: NumberKind | undefined;
  readonly tags: Map<string, Tag>;
  /** Where such a number is used as a number. */
  plain: string | undefined;
  /** Where such a number is used as a set of bits. */
  bits: string | undefined;
  /** Where such a number is 0 whatever the names of slots are: as a place, that is the first slot. */
  zero: string | undefined;
  /** Such numbers stand in fields, into which code that is not read may have put any number at the start. */
  stored: boolean;
}

/** Numbers of which one can be computed from the other: the place is the slot - 1, the mask is 1 << place. */
interface Relation {
  readonly a: NumberKind;
  readonly aForm: Form;
  readonly b: NumberKind;
  readonly bForm: Form;
  readonly at: string;
}

const keyOf = ({ form, zones }: Tag): string => (form === 'address' ? form : `${form} ${zones.map(({ name }) => name).join(' ')}`);

export const find = (kind: NumberKind): NumberKind => {
  let root = kind;
  while (root.parent) root = root.parent;
  return root;
};

/** Finds out by unification what the numbers of a program mean, and for which zones they contradict each other. */
export class NumberKinds {
  private readonly all: NumberKind[] = [];
  private readonly relations: Relation[] = [];

  fresh(): NumberKind {
    const kind: NumberKind = { parent: undefined, tags: new Map(), plain: undefined, bits: undefined, zero: undefined, stored: false };
    this.all.push(kind);
    return kind;
  }

  plain(at: string): NumberKind {
    const kind = this.fresh();
    kind.plain = at;
    return kind;
  }

  zero(at: string): NumberKind {
    const kind = this.fresh();
    kind.zero = at;
    return kind;
  }

  tagged(tag: Tag): NumberKind {
    const kind = this.fresh();
    addTag(kind, tag);
    return kind;
  }

  unify(a: NumberKind, b: NumberKind): NumberKind {
    const [x, y] = [find(a), find(b)];
    if (x === y) return x;
    y.parent = x;
    for (const tag of y.tags.values()) addTag(x, tag);
    x.plain ??= y.plain;
    x.bits ??= y.bits;
    x.zero ??= y.zero;
    x.stored ||= y.stored;
    return x;
  }

  relate(a: NumberKind, aForm: Form, b: NumberKind, bForm: Form, at: string): void {
    this.relations.push({ a, aForm, b, bForm, at });
  }

  /** To be called once everything was seen: all numbers get the forms of those that they are computed from. */
  spread(): void {
    let changed = true;
    while (changed) changed = this.relations.filter((one) => carry(one)).length > 0;
  }

  /** To be called afterwards: calls `blame` for each zone of which some number contradicts itself. */
  settle(blame: (zone: ZoneLayout, reason: string) => void): void {
    this.spread();
    for (const one of this.relations) markPlain(one);
    for (const kind of this.all) if (!kind.parent) blameContradiction(kind, blame);
  }
}

function addTag(kind: NumberKind, tag: Tag): boolean {
  const root = find(kind);
  const key = keyOf(tag);
  const known = root.tags.get(key);
  if (!known) return root.tags.set(key, tag), true;
  const more = tag.zones.filter((zone) => !known.zones.includes(zone));
  if (more.length === 0) return false;
  root.tags.set(key, { form: tag.form, zones: [...known.zones, ...more] });
  return true;
}

/** Carries the tags of one side of a relation to the other. True if that told anything new. */
function carry({ a, aForm, b, bForm }: Relation): boolean {
  let changed = false;
  for (const { form, zones } of find(a).tags.values()) if (form === aForm && addTag(b, { form: bForm, zones })) changed = true;
  for (const { form, zones } of find(b).tags.values()) if (form === bForm && addTag(a, { form: aForm, zones })) changed = true;
  return changed;
}

/** Arithmetic with anything but the form that it is known for makes plain numbers. */
function markPlain({ a, aForm, b, bForm, at }: Relation): void {
  const fits = (kind: NumberKind, form: Form): boolean => {
    const { tags } = find(kind);
    return tags.size > 0 && [...tags.values()].every((tag) => tag.form === form);
  };
  if (fits(a, aForm) && fits(b, bForm)) return;
  find(a).plain ??= at;
  find(b).plain ??= at;
}

/** What the numbers of a class are, if they are not plain and of one form. */
export function formOf(kind: NumberKind): Tag | undefined {
  const root = find(kind);
  const [tag] = root.tags.values();
  return tag && contradiction(root) === undefined ? tag : undefined;
}

function blameContradiction(kind: NumberKind, blame: (zone: ZoneLayout, reason: string) => void): void {
  const reason = contradiction(kind);
  if (reason === undefined) return;
  for (const { zones } of kind.tags.values()) for (const zone of zones) blame(zone, reason);
}

function contradiction({ tags, plain, bits, zero }: NumberKind): string | undefined {
  const all = [...tags.values()];
  if (all.length === 0) return undefined;
  if (plain !== undefined) return `the number of a slot is used as a number (${plain})`;
  if (zero !== undefined && all.some(({ form }) => form === 'place')) return `a slot is named by the number 0 (${zero})`;
  if (bits !== undefined && all.some(({ form }) => form !== 'mask')) return `the number of a slot is used as a set of bits (${bits})`;
  return all.length > 1 ? `a number stands for one of several things: ${all.map(keyOf).join(', ')}` : undefined;
}
