import { access, type AccessLog, noteLength } from '../../core/index.ts';
import type { Atoms } from './atoms.ts';
import { Bits } from './bits.ts';
import { answerOf, newWay, type Way, type Ways } from './ways.ts';

/** A part of a property, with its number among those of all properties and how it was seen to be evaluated. */
interface Part {
  readonly number: number;
  readonly evaluation: Way;
  /** Where on it the log that is gone through has led to by now. */
  reached: Way;
}

/** The parts of a property, by what the log calls them (0: what belongs to none), and what they have in common. */
interface PartsOfOne {
  readonly parts: Map<number, Part>;
  readonly common: Bits;
}

/** What the properties look at, part by part: two changes that matter to different parts only can come in any order. */
export class Observed {
  /** For each atom, the parts that look at it, numbered. */
  private readonly watchers: (Bits | undefined)[] = [];
  private readonly properties: (PartsOfOne | undefined)[] = [];
  /** For each part, its property. */
  private readonly owners: number[] = [];
  /** For each part, how it was seen to be evaluated. */
  private readonly evaluations: Way[] = [];
  private readonly looks = new Bits();
  private readonly atoms: Atoms;
  private readonly ways: Ways;

  constructor(atoms: Atoms, ways: Ways) {
    this.atoms = atoms;
    this.ways = ways;
  }

  /** Learns from the log of a property's evaluation, and from whether it said what is not expected; whether that was anything new. */
  learn(property: number, log: AccessLog, surprises: boolean): boolean {
    if (this.wasSeen(property, log, surprises)) return false;
    let part = 0;
    let from = 0;
    for (let at = 0; at <= log.length; at += noteLength) {
      if (at < log.length && log.entries[at] !== access.part) continue;
      this.learnPart(property, part, from, at);
      part = log.entries[at + 2]!;
      from = at;
    }
    this.learnWays(property, log, surprises);
    return true;
  }

  /** How a part is evaluated. */
  evaluationOf(part: number): Way {
    return this.evaluations[part]!;
  }

  /** Whether the value of a part in the current state has anything to do with some atoms. */
  isAbout(part: number, some: Bits): boolean {
    let way = this.evaluations[part]!;
    while (way.looks.length > 0) {
      const [look, another] = way.looks;
      if (look!.atoms.some((atom) => some.has(atom))) return true;
      const answer = answerOf(look!, this.ways.tell(look!));
      // It was not evaluated here, or is not settled by what it looks at.
      if (answer === undefined || another !== undefined) return true;
      ({ way } = answer);
    }
    return false;
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

  /** Whether each part was evaluated like this before. */
  private wasSeen(property: number, log: AccessLog, surprises: boolean): boolean {
    const { parts } = this.partsOf(property);
    for (const part of parts.values()) part.reached = part.evaluation;
    let current = 0;
    for (let at = 0; at < log.length; at += noteLength) {
      if (log.entries[at] === access.part) current = log.entries[at + 2]!;
      else if (current !== 0) {
        if (!this.wentOn(parts.get(current), log, at)) return false;
      } else for (const part of parts.values()) if (!this.wentOn(part, log, at)) return false;
    }
    for (const { reached } of parts.values()) if (reached.end === undefined || (surprises && reached.end === 'expected')) return false;
    return true;
  }

  /** Whether a part was seen to look at what the log says next; then it has. */
  private wentOn(part: Part | undefined, { entries }: AccessLog, at: number): boolean {
    const next = part && this.ways.known(part.reached, entries[at]!, entries[at + 1]!, entries[at + 2]!);
    if (next === undefined) return false;
    part!.reached = next;
    return true;
  }

  /** Follows how each part was evaluated: what all parts have in common, and what is its own. */
  private learnWays(property: number, log: AccessLog, surprises: boolean): void {
    for (const [part, { evaluation }] of this.partsOf(property).parts) {
      let way = evaluation;
      let current = 0;
      for (let at = 0; at < log.length; at += noteLength) {
        const kind = log.entries[at]!;
        const operand = log.entries[at + 2]!;
        if (kind === access.part) current = operand;
        else if (current === 0 || current === part) way = this.ways.follow(way, kind, log.entries[at + 1]!, operand);
      }
      // Which of the parts it was that surprised is not known.
      if (surprises) way.end = 'surprising';
      way.end ??= 'expected';
    }
  }

  private learnPart(property: number, part: number, from: number, end: number): void {
    const { looks } = this;
    looks.clear();
    this.atoms.looks(looks, from, end);
    const known = this.partsOf(property);
    if (!known.parts.has(part)) {
      const one = this.newPart(property);
      known.parts.set(part, one);
      this.watch(known.common, one);
    }
    // A part depends on what is common to all as well.
    const parts = part === 0 ? known.parts.values() : [known.parts.get(part)!];
    if (part === 0) known.common.addAll(looks);
    for (const one of parts) this.watch(looks, one);
  }

  private watch(looks: Bits, { number }: Part): void {
    looks.each((atom) => (this.watchers[atom] ??= new Bits()).add(number));
  }

  private newPart(property: number): Part {
    const evaluation = newWay();
    this.evaluations.push(evaluation);
    return { number: this.owners.push(property) - 1, evaluation, reached: evaluation };
  }

  private partsOf(property: number): PartsOfOne {
    return (this.properties[property] ??= { parts: new Map([[0, this.newPart(property)]]), common: new Bits() });
  }
}
