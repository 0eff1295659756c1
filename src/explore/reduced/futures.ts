import { access } from '../../core/index.ts';
import { Bits } from './bits.ts';
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
  private closed: Closed[] = [];

  constructor(agents: number, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.reaches = Array.from({ length: agents }, () => ({ looks: new Bits(), changes: new Bits() }));
    this.started = new Array<boolean>(agents).fill(false);
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
  }

  /** Lets an agent move from where it stands. */
  add(from: Node): void {
    if (from.visited === this.round) return;
    from.visited = this.round;
    this.nodes.push(from);
  }

  /** Goes on as far as the agents may. */
  run(): void {
    const { nodes } = this;
    do {
      this.grown = false;
      for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) for (const way of node.ways) this.goOn(node.agent, way);
      this.reopen();
    } while (this.grown || nodes.length > 0);
  }

  /** Whether what is looked at on a way may be any of some atoms, now or later. */
  mayLookAt(way: Way, some: Bits): boolean {
    return way.looks.some((look) => {
      if (look.atoms.some((atom) => some.has(atom))) return true;
      const now = this.knowledge.ways.tell(look);
      return look.answers.some((answer) => (answer.told === now || this.mayTell(look, now, answer)) && this.mayLookAt(answer.way, some));
    });
  }

  private reopen(): void {
    const { closed } = this;
    this.closed = [];
    for (const one of closed) if (this.follow(one.agent, one.look)) this.closed.push(one);
  }

  private goOn(agent: number, { after, looks, outcome }: Way): void {
    if (outcome !== undefined) {
      this.lead(agent, after);
      this.end(agent, outcome);
    }
    for (const look of looks) {
      look.now = this.knowledge.ways.tell(look);
      if (this.follow(agent, look)) this.closed.push({ agent, look });
      // What follows here was not seen yet: something else had changed this when it was looked at.
      if (answerOf(look, look.now) === undefined) this.lead(agent, look);
    }
  }

  /** Goes on wherever a look tells now, or may come to tell, what leads there; whether there is more that it may not tell yet. */
  private follow(agent: number, look: Look): boolean {
    let isClosed = false;
    for (const answer of look.answers) {
      if (answer.visited === this.round) continue;
      if (answer.told === look.now || this.mayTell(look, look.now, answer)) {
        answer.visited = this.round;
        this.goOn(agent, answer.way);
      } else isClosed = true;
    }
    return isClosed;
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
        return this.mayChange(cell, now ^ told);
      case access.inside:
        return changes.has(atoms[0]!);
      default:
        return kind === access.equals && told === 0 ? changes.has(atoms[0]!) : facts.has(fact) || facts.has(anything);
    }
  }

  private mayChange(cell: number, bits: number): boolean {
    const atoms = this.knowledge.atoms.bitsOf(cell);
    for (let rest = bits; rest !== 0; rest &= rest - 1) if (!this.changes.has(atoms[31 - Math.clz32(rest & -rest)]!)) return false;
    return true;
  }

  private end(agent: number, { changes, facts, next }: Outcome): void {
    const own = this.reaches[agent]!.changes;
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
