import { access, type TrackedSystem } from '../../core/index.ts';
import { type Atoms, unknown } from './atoms.ts';
import type { Effect } from './effect.ts';
import type { Facts } from './facts.ts';
import type { Marked } from './marked.ts';

/** An agent at a place, with what its frames hold there, and the steps that it was seen to take. */
export interface Node {
  /** Among those of all agents. */
  readonly number: number;
  readonly agent: number;
  readonly place: number;
  readonly frames: Int32Array;
  /** One for each alternative, and first what was looked at where there was none. */
  readonly ways: Way[];
  /** The last round of questions in which somebody came here. */
  visited: number;
  /** The version of the knowledge with which something was learned last of the steps from here. */
  learned: number;
  /** When it was taken note of last (see `Evidence`). */
  noted: number;
}

/** One thing that a step looked at before it set it: an `access` other than a writing one, with its cell (or agent) and operand. */
export interface Look {
  readonly kind: number;
  readonly cell: number;
  readonly operand: number;
  /** The look before it, if there is one. */
  readonly before: Look | undefined;
  /** What tells of changes of it. */
  readonly atoms: readonly number[];
  /** What these atoms belong to (see `Atoms`). */
  readonly owner: number;
  /** The fact that its cell comes to hold something that is not known. */
  readonly anything: number;
  readonly answers: Answer[];
  /** The last round of questions in which it was found to lead to something. */
  leads: number;
  /** What it told when it was asked last in such a round. */
  now: number;
  /** Who has come to it in such a round. */
  agent: number;
  /** The next of those that wait for the same (see `ClosedLooks`). */
  closedBefore: Look | undefined;
}

/** Something that a look told, and what followed. */
export interface Answer {
  readonly told: number;
  /** The fact that the cell comes to hold what would be told so. */
  readonly fact: number;
  readonly way: Way;
  /** The last round of questions in which somebody went on here. */
  visited: number;
}

/** What a step does that has come this way, wherever it comes this way; or that there is no such step. */
export interface Recipe {
  readonly isStep: boolean;
  /** Whether it ends in a fault. */
  readonly fails: boolean;
  readonly effect: Effect;
  /** The same for the same writes. */
  readonly writes: string;
  /** Where its agent has come to, and where others stand that it has started. */
  readonly next: readonly Node[];
}

/** What came of a step, wherever it was taken. */
export interface Outcome {
  /** Where the agent stood. */
  readonly from: Node;
  /** Atoms that it changed. */
  readonly changes: Marked;
  /** Atoms of cells of which it wrote some bits only. */
  readonly parts: Marked;
  /** What it set. */
  readonly set: Map<number, CellSet>;
  /** The facts that it brought about. */
  readonly facts: number[];
  /** Where the agent has come to, and where others stand that it has started. */
  readonly next: Set<Node>;
}

/** What a cell held or came to hold, and the bits that changed. */
export interface CellSet {
  readonly values: Set<number>;
  /** Of the values, those that it came to hold. */
  readonly arrived: Set<number>;
  bits: number;
}

/**
 * What was seen of a step (or of the evaluation of a property) from some point of it on: as all that a step does is settled by what it looks at, that is one thing to look at next, or
 * none and what came of it. Where it is not quite settled (bits that are set before they are looked at), there is more than one.
 */
export interface Way {
  /** The look that has led here. */
  readonly after: Look | undefined;
  readonly looks: Look[];
  outcome: Outcome | undefined;
  /** Absent where that is not settled. */
  recipe: Recipe | undefined;
  /** Of the evaluation of a property that has ended here: whether it said what is expected, wherever it did. */
  end: 'expected' | 'surprising' | undefined;
}

export function newWay(after?: Look): Way {
  return { after, looks: [], outcome: undefined, recipe: undefined, end: undefined };
}

/** Follows ways look by look, and prolongs them. */
export class Ways {
  constructor(
    private readonly system: TrackedSystem,
    private readonly atoms: Atoms,
    private readonly facts: Facts,
    private readonly learned: () => void,
  ) {}

  /** What was seen to follow when something is looked at in the current state. */
  known({ looks }: Way, kind: number, cell: number, operand: number): Way | undefined {
    const look = lookAt(looks, kind, cell, operand);
    return look && answerOf(look, this.tell(look))?.way;
  }

  /** What follows when something is looked at in the current state. */
  follow(way: Way, kind: number, cell: number, operand: number): Way {
    const look = lookAt(way.looks, kind, cell, operand) ?? this.newLook(way, kind, cell, operand);
    const told = this.tell(look);
    return (answerOf(look, told) ?? this.newAnswer(look, told)).way;
  }

  /** What comes of something that is settled by what is told in the current state, as far as that was ever seen. */
  recall(way: Way): Way | undefined {
    let at: Way | undefined = way;
    while (at !== undefined && at.looks.length === 1) at = answerOf(at.looks[0]!, this.tell(at.looks[0]!))?.way;
    return at?.looks.length === 0 ? at : undefined;
  }

  /** What a look tells in the current state. */
  tell({ kind, cell, operand }: Look): number {
    const { system } = this;
    switch (kind) {
      case access.equals:
        return system.value(cell) === operand ? 1 : 0;
      case access.bits:
        return system.value(cell) & operand;
      case access.inside:
        return system.isInsideAt(system.place(cell), operand) ? 1 : 0;
      default:
        return system.value(cell);
    }
  }

  private newLook(way: Way, kind: number, cell: number, operand: number): Look {
    const atoms = this.atoms.of(kind, cell, operand);
    const owner = this.atoms.ownerOfLook(kind, cell);
    const look: Look = { kind, cell, operand, before: way.after, atoms, owner, anything: this.facts.of(cell, unknown), answers: [], leads: 0, now: 0, agent: -1, closedBefore: undefined };
    way.looks.push(look);
    this.learned();
    return look;
  }

  private newAnswer(look: Look, told: number): Answer {
    const { kind, cell, operand } = look;
    const answer = { told, fact: this.facts.of(cell, kind === access.equals ? operand : told), way: newWay(look), visited: 0 };
    look.answers.push(answer);
    this.learned();
    return answer;
  }
}

function lookAt(looks: readonly Look[], kind: number, cell: number, operand: number): Look | undefined {
  for (const look of looks) if (look.cell === cell && look.kind === kind && look.operand === operand) return look;
  return undefined;
}

/** What followed when a look told this, if it ever did. */
export function answerOf({ answers }: Look, told: number): Answer | undefined {
  for (const answer of answers) if (answer.told === told) return answer;
  return undefined;
}
