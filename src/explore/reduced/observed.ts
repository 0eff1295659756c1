import { access, type AccessLog, noteLength } from '../../core/index.ts';
import type { Atoms } from './atoms.ts';
import { Bits } from './bits.ts';
import { answerOf, type Look, newWay, type Way, type Ways } from './ways.ts';

/** A part of a property, with its number among those of all properties and how it was seen to be evaluated. */
interface Part {
  readonly number: number;
  readonly evaluation: Way;
  /** The atoms that it was seen to look at. */
  readonly watched: Bits;
  /** Where on the evaluation the log that is gone through has led to by now. */
  reached: Way;
  /** On what its value depends in the state that was looked at last. */
  readonly here: Here;
}

/** What a part looks at in a state. */
interface Here {
  /** Numbers the states. */
  state: number;
  readonly atoms: Bits;
  /** Whether it is known, being settled by what it looks at. */
  isKnown: boolean;
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
  private readonly parts: Part[] = [];
  /** For each part, its property. */
  private readonly owners: number[] = [];
  private state = 0;
  private readonly looks = new Bits();
  private readonly atoms: Atoms;
  private readonly ways: Ways;

  /** For each part, the version with which something was learned last of how it is evaluated. */
  private readonly learned: number[] = [];
  /** For each part, the version with which it was seen last to look at something for the first time, or to be less settled by what it looks at. */
  private readonly grown: number[] = [];
  /** For each owner of atoms, the version with which a part was seen to look at one of them for the first time. */
  private readonly watched: number[] = [];
  private readonly version: () => number;

  /** `version`: that of the knowledge, which becomes a larger one with whatever is learned here. */
  constructor(atoms: Atoms, ways: Ways, version: () => number) {
    this.atoms = atoms;
    this.ways = ways;
    this.version = version;
  }

  /** Whether nothing was learned of how a part is evaluated since some version. */
  isOld(part: number, version: number): boolean {
    return this.learned[part]! <= version;
  }

  /** Whether a part was not seen since some version to look at anything that it had not looked at before, nor to be less settled by what it looks at. */
  looksAsBefore(part: number, version: number): boolean {
    return this.grown[part]! <= version;
  }

  /** Whether no part was seen since some version to look for the first time at what belongs to an owner. */
  isWatchedAsBefore(owner: number, version: number): boolean {
    return (this.watched[owner] ?? 0) <= version;
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
    return this.parts[part]!.evaluation;
  }

  /** Whether the value of a part in the state that was looked at last has anything to do with some atoms. */
  isAbout(part: number, some: Bits): boolean {
    const { watched, evaluation, here } = this.parts[part]!;
    if (!watched.meets(some)) return false;
    if (here.state !== this.state) this.lookAt(evaluation, here);
    return !here.isKnown || here.atoms.meets(some);
  }

  /** Looks at the current state. */
  look(): void {
    this.state++;
  }

  /** Goes on as a part is evaluated in the current state. */
  private lookAt(evaluation: Way, here: Here): void {
    here.state = this.state;
    here.atoms.clear();
    here.isKnown = true;
    for (let way: Way | undefined = evaluation; way !== undefined && way.looks.length > 0; ) {
      const [look, another]: readonly Look[] = way.looks;
      for (const atom of look!.atoms) here.atoms.add(atom);
      way = answerOf(look!, this.ways.tell(look!))?.way;
      // It was not evaluated here, or is not settled by what it looks at.
      if (way === undefined || another !== undefined) here.isKnown = false;
    }
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
    for (const [part, { number, evaluation }] of this.partsOf(property).parts) {
      const version = this.version();
      let way = evaluation;
      let current = 0;
      for (let at = 0; at < log.length; at += noteLength) {
        const kind = log.entries[at]!;
        const operand = log.entries[at + 2]!;
        if (kind === access.part) current = operand;
        else if (current === 0 || current === part) {
          const next = this.ways.follow(way, kind, log.entries[at + 1]!, operand);
          if (way.looks.length > 1) this.grown[number] = this.version() + 1;
          way = next;
        }
      }
      if (this.version() !== version || way.end === undefined || (surprises && way.end === 'expected')) this.learned[number] = this.version() + 1;
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

  private watch(looks: Bits, { number, watched }: Part): void {
    if (!watched.addAll(looks)) return;
    this.grown[number] = this.version() + 1;
    looks.each((atom) => {
      const watchers = (this.watchers[atom] ??= new Bits());
      if (watchers.has(number)) return;
      watchers.add(number);
      this.watched[this.atoms.ownerOf(atom)] = this.version() + 1;
    });
  }

  private newPart(property: number): Part {
    const here = { state: -1, atoms: new Bits(), isKnown: false };
    const evaluation = newWay();
    const part = { number: this.owners.push(property) - 1, evaluation, watched: new Bits(), reached: evaluation, here };
    this.parts.push(part);
    this.learned.push(this.version() + 1);
    this.grown.push(this.version() + 1);
    return part;
  }

  private partsOf(property: number): PartsOfOne {
    return (this.properties[property] ??= { parts: new Map([[0, this.newPart(property)]]), common: new Bits() });
  }
}
