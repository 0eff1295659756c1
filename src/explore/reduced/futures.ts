import { access } from '../../core/index.ts';
import { Bits, count } from './bits.ts';
import { ClosedLooks } from './closedLooks.ts';
import type { Knowledge } from './knowledge.ts';
import { type Answer, answerOf, type Look, type Node, type Outcome, type Way } from './ways.ts';

/** What an agent may look at and change from where it stands on. */
export interface Reach {
  readonly looks: Bits;
  readonly changes: Bits;
}

/** So many ways are gone on before it is asked for the first time whether that is enough. */
const firstPause = 64;

/**
 * What some agents may do in the current state and after it, as long as the others rest: the steps that were ever seen, on from where they stand.
 * A step may go the way that it was once seen to go only if all that it looked at there tells the same now, or may come to, by what
 * these agents may change. What a step asks for and is not let through for is nothing that it does.
 */
export class Futures {
  readonly reaches: readonly Reach[];
  /** What any of them may change. */
  readonly changes = new Bits();
  /** What was asked to find that out. */
  readonly asked = new Bits();
  /** For each agent, whether it may be started by them. */
  readonly started: boolean[];
  private readonly facts = new Bits();
  private readonly knowledge: Knowledge;
  private round = 0;
  /** Where any of them may come to stand, the nearest first, and how many of these were gone on from. */
  private readonly nodes: Node[] = [];
  private at = 0;
  /** How many ways were gone on. */
  private ways = 0;
  /** For each agent, where it may come to stand. */
  private readonly visited: readonly Node[][];
  /** Looks that may not tell all that they were seen to tell, as long as nobody brings that about. */
  private readonly closed: ClosedLooks;
  /** For each owner of atoms, the last round in which something of it was brought about. */
  private readonly broughtAbout: Int32Array;
  /** Ways of one agent that are still to be gone on. */
  private readonly open: Way[] = [];

  constructor(agents: number, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.reaches = Array.from({ length: agents }, () => ({ looks: new Bits(), changes: new Bits() }));
    this.started = new Array<boolean>(agents).fill(false);
    this.visited = this.reaches.map(() => []);
    this.closed = new ClosedLooks(knowledge.atoms.owners);
    this.broughtAbout = new Int32Array(knowledge.atoms.owners);
  }

  /** Begins a new round of questions, in which nobody moves yet. */
  clear(): void {
    this.round = this.knowledge.nextRound();
    this.changes.clear();
    this.asked.clear();
    this.facts.clear();
    for (const { looks, changes } of this.reaches) {
      looks.clear();
      changes.clear();
    }
    this.started.fill(false);
    this.nodes.length = 0;
    this.at = 0;
    this.ways = 0;
    this.closed.clear();
    for (const nodes of this.visited) nodes.length = 0;
  }

  /** Lets an agent move from where it stands. */
  add(from: Node): void {
    if (from.visited === this.round) return;
    from.visited = this.round;
    this.knowledge.evidence.note(from);
    this.nodes.push(from);
    this.visited[from.agent]!.push(from);
  }

  /** Where an agent may come to stand. */
  nodesOf(agent: number): readonly Node[] {
    return this.visited[agent]!;
  }

  /** Whether an agent may be told this where it comes to a look. */
  cameTo({ visited }: Answer): boolean {
    return visited === this.round;
  }

  /** What a look may come to tell other than now; `undefined` if it may be something that it was never seen to tell. */
  othersOf(look: Look): readonly number[] | undefined {
    look.now = this.knowledge.ways.tell(look);
    if (this.mayTellUnseen(look)) return undefined;
    return look.answers.filter((answer) => answer.told !== look.now && this.mayTell(look, look.now, answer)).map(({ told }) => told);
  }

  /** Goes on as far as the agents may, or until that is enough; whether it was. It can only come to be enough by more that they may do. */
  run(isEnough: () => boolean): boolean {
    const { nodes, closed } = this;
    let next = firstPause;
    for (;;) {
      if (this.ways >= next) {
        if (isEnough()) return true;
        next = 2 * this.ways;
      }
      if (this.at < nodes.length) {
        const { agent, ways } = nodes[this.at++]!;
        this.goAll(agent, ways);
      } else {
        const look = closed.take();
        if (look === undefined) return isEnough();
        this.reopen(look);
      }
    }
  }

  /** Goes on on ways of an agent, and whatever they lead to within its step: there may be thousands of looks one after another. */
  private goAll(agent: number, ways: readonly Way[]): void {
    const { open } = this;
    open.push(...ways);
    for (let way = open.pop(); way !== undefined; way = open.pop()) this.goOn(agent, way);
  }

  /**
   * Whether a property, evaluated on from here, may look at one of some atoms that these agents leave alone, and then say what is not expected, or what it was never
   * seen to say.
   */
  maySurprise(from: Way, some: Bits): boolean {
    const apart = [from];
    const depending: Way[] = [];
    for (let way = apart.pop(); way !== undefined; way = apart.pop()) {
      for (const look of way.looks) {
        const depends = look.atoms.some((atom) => some.has(atom));
        if (this.evaluate(look, depends ? depending : apart) && depends) return true;
      }
    }
    for (let way = depending.pop(); way !== undefined; way = depending.pop()) {
      if (way.end === 'surprising' || way.looks.length > 1) return true;
      for (const look of way.looks) if (this.evaluate(look, depending)) return true;
    }
    return false;
  }

  /** Adds the ways on which an evaluation may go on from a look; whether it may go on where it was never seen to. */
  private evaluate(look: Look, ways: Way[]): boolean {
    look.now = this.knowledge.ways.tell(look);
    const now = answerOf(look, look.now);
    if (now !== undefined) ways.push(now.way);
    if (this.broughtAbout[look.owner] !== this.round) return now === undefined;
    for (const answer of look.answers) if (answer !== now && this.mayTell(look, look.now, answer)) ways.push(answer.way);
    return now === undefined || this.mayTellUnseen(look);
  }

  /** Goes on from looks for which something was brought about. */
  private reopen(last: Look | undefined): void {
    for (let look = last; look !== undefined; ) {
      const next: Look | undefined = look.closedBefore;
      this.follow(look.agent, look);
      this.goAll(look.agent, []);
      look = next;
    }
  }

  /** Goes on on a way as long as it leads to one look and that can only tell what it tells now, which is most of the time. */
  private goOn(agent: number, from: Way): void {
    for (let way: Way | undefined = from; way !== undefined; ) {
      this.ways++;
      const { after, looks, outcome } = way;
      if (outcome !== undefined) {
        this.lead(agent, after);
        this.end(agent, outcome);
      }
      way = undefined;
      for (const look of looks) {
        if (way !== undefined) this.open.push(way);
        way = this.ask(agent, look);
      }
    }
  }

  /** Goes on from a look; where to, if it can only tell what it tells now. */
  private ask(agent: number, look: Look): Way | undefined {
    look.agent = agent;
    for (const atom of look.atoms) this.asked.add(atom);
    look.now = this.knowledge.ways.tell(look);
    const answer = answerOf(look, look.now);
    if (answer === undefined) this.lead(agent, look);
    if (this.broughtAbout[look.owner] === this.round) {
      this.follow(agent, look);
      return undefined;
    }
    this.closed.add(look);
    if (answer === undefined) return undefined;
    answer.visited = this.round;
    return answer.way;
  }

  /** Goes on wherever a look tells now, or may come to tell, what leads there. */
  private follow(agent: number, look: Look): void {
    let isClosed = false;
    for (const answer of look.answers) {
      if (answer.visited === this.round) continue;
      if (answer.told === look.now || this.mayTell(look, look.now, answer)) {
        answer.visited = this.round;
        this.open.push(answer.way);
      } else isClosed = true;
    }
    // What follows was not seen yet: something else had always changed this when it was looked at.
    if (look.leads !== this.round && this.mayTellUnseen(look)) this.lead(agent, look);
    if (isClosed || look.leads !== this.round) this.closed.add(look);
  }

  /** Whether a look may come to tell what it was never seen to tell. */
  private mayTellUnseen(look: Look): boolean {
    const { changes, facts, knowledge } = this;
    const { kind, cell, operand, atoms, anything, now } = look;
    if (!atoms.some((atom) => changes.has(atom))) return false;
    switch (kind) {
      case access.bits:
        return this.hasUnseen(look, this.changing(cell, operand));
      case access.read:
        return facts.has(anything) || knowledge.facts.someOf(cell, (value, fact) => facts.has(fact) && answerOf(look, value) === undefined);
      default:
        return answerOf(look, 1 - now) === undefined;
    }
  }

  /** Of some bits of a cell, those that may change. */
  private changing(cell: number, bits: number): number {
    const atoms = this.knowledge.atoms.bitsOf(cell);
    let changing = 0;
    for (let rest = bits; rest !== 0; rest &= rest - 1) if (this.changes.has(atoms[31 - Math.clz32(rest & -rest)]!)) changing |= rest & -rest;
    return changing;
  }

  /** Whether something that some changing bits may come to be was never told. */
  private hasUnseen(look: Look, changing: number): boolean {
    let seen = 0;
    for (const { told } of look.answers) if (((told ^ look.now) & ~changing) === 0) seen++;
    return seen < 2 ** count(changing);
  }

  /** Notes that an agent looks at something, and at all before it, and is not kept from its step. */
  private lead(agent: number, last: Look | undefined): void {
    const { looks } = this.reaches[agent]!;
    for (let look = last; look !== undefined && look.leads !== this.round; look = look.before) {
      look.leads = this.round;
      for (const atom of look.atoms) looks.add(atom);
    }
  }

  /** Whether a look may come to tell something else than now. */
  private mayTell({ kind, cell, atoms, anything }: Look, now: number, { told, fact }: Answer): boolean {
    const { changes, facts } = this;
    switch (kind) {
      case access.bits:
        return this.changing(cell, now ^ told) === (now ^ told);
      case access.inside:
        return changes.has(atoms[0]!);
      default:
        return kind === access.equals && told === 0 ? changes.has(atoms[0]!) : facts.has(fact) || facts.has(anything);
    }
  }

  private end(agent: number, { changes, parts, facts, next }: Outcome): void {
    const { looks, changes: own } = this.reaches[agent]!;
    const { atoms, facts: known } = this.knowledge;
    for (const atom of parts.list) looks.add(atom);
    for (const atom of changes.list) {
      own.add(atom);
      if (!this.changes.has(atom)) this.bringAbout(this.changes, atom, atoms.ownerOf(atom));
    }
    for (const fact of facts) if (!this.facts.has(fact)) this.bringAbout(this.facts, fact, known.cellOf(fact));
    for (const node of next) {
      if (node.agent !== agent) this.started[node.agent] = true;
      this.add(node);
    }
  }

  private bringAbout(into: Bits, number: number, owner: number): void {
    into.add(number);
    this.broughtAbout[owner] = this.round;
    this.closed.touch(owner);
  }
}
