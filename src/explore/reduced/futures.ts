import { access } from '../../core/index.ts';
import { Bits, count } from './bits.ts';
import type { Knowledge } from './knowledge.ts';
import { type Answer, answerOf, type Look, type Node, type Outcome, type Way } from './ways.ts';

/** What an agent may look at and change from where it stands on. */
export interface Reach {
  readonly looks: Bits;
  readonly changes: Bits;
}

/** A look of an agent that may not tell all that it was seen to tell, as long as nobody brings that about. */
interface Closed {
  readonly agent: number;
  readonly look: Look;
}

/**
 * What some agents may do in the current state and after it, as long as the others rest: the steps that were ever seen, on from where they stand.
 * A step may go the way that it was once seen to go only if all that it looked at there tells the same now, or may come to, by what
 * these agents may change. What a step asks for and is not let through for is nothing that it does.
 */
export class Futures {
  readonly reaches: readonly Reach[];
  /** What any of them may change. */
  readonly changes = new Bits();
  /** For each agent, whether it may be started by them. */
  readonly started: boolean[];
  private readonly facts = new Bits();
  private readonly knowledge: Knowledge;
  private round = 0;
  /** Whether more may be changed than before. */
  private grown = false;
  private readonly nodes: Node[] = [];
  /** For each agent, where it may come to stand. */
  private readonly visited: readonly Node[][];
  private closed: Closed[] = [];
  /** Ways of one agent that are still to be gone on. */
  private readonly open: Way[] = [];

  constructor(agents: number, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.reaches = Array.from({ length: agents }, () => ({ looks: new Bits(), changes: new Bits() }));
    this.started = new Array<boolean>(agents).fill(false);
    this.visited = this.reaches.map(() => []);
  }

  /** Begins a new round of questions, in which nobody moves yet. */
  clear(): void {
    this.round = this.knowledge.nextRound();
    this.changes.clear();
    this.facts.clear();
    for (const { looks, changes } of this.reaches) {
      looks.clear();
      changes.clear();
    }
    this.started.fill(false);
    this.nodes.length = 0;
    this.closed.length = 0;
    for (const nodes of this.visited) nodes.length = 0;
  }

  /** Lets an agent move from where it stands. */
  add(from: Node): void {
    if (from.visited === this.round) return;
    from.visited = this.round;
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

  /** Goes on as far as the agents may. */
  run(): void {
    const { nodes } = this;
    do {
      this.grown = false;
      for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) this.goAll(node.agent, node.ways);
      this.reopen();
    } while (this.grown || nodes.length > 0);
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
    const ways = [{ way: from, depends: false }];
    for (const { way, depends } of ways) {
      if (depends && (way.end === 'surprising' || way.looks.length > 1)) return true;
      for (const look of way.looks) {
        const depending = depends || look.atoms.some((atom) => some.has(atom));
        look.now = this.knowledge.ways.tell(look);
        if (depending && (answerOf(look, look.now) === undefined || this.mayTellUnseen(look))) return true;
        for (const answer of look.answers) if (answer.told === look.now || this.mayTell(look, look.now, answer)) ways.push({ way: answer.way, depends: depending });
      }
    }
    return false;
  }

  private reopen(): void {
    const { closed } = this;
    this.closed = [];
    for (const one of closed) {
      if (this.follow(one.agent, one.look)) this.closed.push(one);
      this.goAll(one.agent, []);
    }
  }

  private goOn(agent: number, { after, looks, outcome }: Way): void {
    if (outcome !== undefined) {
      this.lead(agent, after);
      this.end(agent, outcome);
    }
    for (const look of looks) {
      look.now = this.knowledge.ways.tell(look);
      if (answerOf(look, look.now) === undefined) this.lead(agent, look);
      if (this.follow(agent, look)) this.closed.push({ agent, look });
    }
  }

  /** Goes on wherever a look tells now, or may come to tell, what leads there; whether it may come to tell more. */
  private follow(agent: number, look: Look): boolean {
    let isClosed = false;
    for (const answer of look.answers) {
      if (answer.visited === this.round) continue;
      if (answer.told === look.now || this.mayTell(look, look.now, answer)) {
        answer.visited = this.round;
        this.open.push(answer.way);
      } else isClosed = true;
    }
    if (look.leads === this.round) return isClosed;
    // What follows was not seen yet: something else had always changed this when it was looked at.
    if (this.mayTellUnseen(look)) this.lead(agent, look);
    return true;
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
    for (const atom of parts.list) looks.add(atom);
    for (const atom of changes.list) {
      own.add(atom);
      this.note(this.changes, atom);
    }
    for (const fact of facts) this.note(this.facts, fact);
    for (const node of next) {
      if (node.agent !== agent) this.started[node.agent] = true;
      this.add(node);
    }
  }

  private note(into: Bits, number: number): void {
    if (into.has(number)) return;
    into.add(number);
    this.grown = true;
  }
}
