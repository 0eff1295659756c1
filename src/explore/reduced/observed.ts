import { access, type AccessLog, noteLength } from '../../core/index.ts';
import type { Atoms } from './atoms.ts';
import { Bits } from './bits.ts';

/** The parts of a property: their numbers among those of all properties, and what they have in common. */
interface PartsOfOne {
  readonly numbers: Map<number, number>;
  readonly common: Bits;
}

/** What the properties look at, part by part: two changes that matter to different parts only can come in any order. */
export class Observed {
  /** For each atom, the parts that look at it, numbered. */
  private readonly watchers: (Bits | undefined)[] = [];
  private readonly properties: (PartsOfOne | undefined)[] = [];
  /** For each part, its property. */
  private readonly owners: number[] = [];
  private readonly looks = new Bits();

  /** Learns from the log of a property's evaluation; whether that was anything new. */
  learn(property: number, log: AccessLog, atoms: Atoms): boolean {
    let more = false;
    let part = 0;
    let from = 0;
    for (let at = 0; at <= log.length; at += noteLength) {
      if (at < log.length && log.entries[at] !== access.part) continue;
      if (this.learnPart(property, part, atoms, from, at)) more = true;
      part = log.entries[at + 2]!;
      from = at;
    }
    return more;
  }

  /** The properties that some of these parts belong to. */
  propertiesOf(parts: Bits, into: Bits): void {
    parts.each((part) => into.add(this.owners[part]!));
  }

  /** Adds the parts to which changes matter. */
  collect(changes: Bits, parts: Bits): void {
    changes.each((atom) => {
      const watchers = this.watchers[atom];
      if (watchers !== undefined) parts.addAll(watchers);
    });
  }

  private learnPart(property: number, part: number, atoms: Atoms, from: number, end: number): boolean {
    const { looks } = this;
    looks.clear();
    atoms.looks(looks, from, end);
    const known = this.partsOf(property);
    let more = false;
    if (part !== 0 && !known.numbers.has(part)) {
      const number = this.newPart(property);
      known.numbers.set(part, number);
      this.watch(known.common, number);
      more = true;
    }
    // A part depends on what is common to all as well.
    const numbers = part === 0 ? [...known.numbers.values()] : [known.numbers.get(part)!];
    if (part === 0) known.common.addAll(looks);
    for (const number of numbers) if (this.watch(looks, number)) more = true;
    return more;
  }

  private watch(looks: Bits, number: number): boolean {
    let more = false;
    looks.each((atom) => {
      const known = (this.watchers[atom] ??= new Bits());
      if (known.has(number)) return;
      known.add(number);
      more = true;
    });
    return more;
  }

  private newPart(property: number): number {
    return this.owners.push(property) - 1;
  }

  private partsOf(property: number): PartsOfOne {
    let known = this.properties[property];
    if (known === undefined) {
      known = { numbers: new Map([[0, this.newPart(property)]]), common: new Bits() };
      this.properties[property] = known;
    }
    return known;
  }
}
