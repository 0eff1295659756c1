import { access, type TrackedSystem } from '../../core/index.ts';
import type { Futures } from './futures.ts';
import type { Write } from './effect.ts';
import type { Knowledge } from './knowledge.ts';
import type { Alternative, Move } from './moves.ts';
import { answerOf, type Look, type Node, type Recipe, type Way } from './ways.ts';

/** So many looks are compared at most before two steps are said to depend on each other. */
const mostLooks = 5000;

/** What was looked at on the way, and what that told without the move. */
interface Told {
  readonly look: Look;
  readonly told: number;
  readonly before: Told | undefined;
}

/**
 * Tells of steps of which one changes what the other looks at whether that makes no difference nevertheless: each does the same in both orders. All that they
 * may come to look at has to have been seen, for what was not may do anything. Who sets a cell to what it holds is not known to have changed it, and has to be looked for here: where the
 * other one has changed it, the order decides what stays.
 */
export class Commuting {
  /** What the move that is asked about writes, and where its agent stands then. */
  private readonly writes = new Map<number, Write>();
  private mover: Node | undefined;
  private looks = 0;
  /** What has to be so as well, and is still to be looked at. */
  private readonly open: (() => boolean)[] = [];

  constructor(
    private readonly system: Pick<TrackedSystem, 'isInsideAt'>,
    private readonly knowledge: Knowledge,
    private readonly futures: Futures,
  ) {}

  /** Whether a move of somebody who may move does the same after any of another agent's next steps. */
  keepsAfter(move: Move, other: Move): boolean {
    return other.settled.every((one) => one !== undefined && (!one.recipe.isStep || this.keepsAfterOne(move, one.recipe)));
  }

  /** Whether a move of somebody who may move does the same after all that others may do without it. */
  isKept(move: Move): boolean {
    return move.settled.every((one) => one !== undefined && this.holds(() => this.endsAlike(one.root, one.recipe)));
  }

  /** Whether all that an agent may do without a move is the same after the move. */
  keeps(move: Move, agent: number): boolean {
    this.looks = 0;
    const steps = move.settled.filter((one) => one === undefined || one.recipe.isStep);
    return steps.every((one) => one !== undefined && this.leavesAlike(one, agent));
  }

  private keepsAfterOne(move: Move, step: Recipe): boolean {
    this.take(step);
    return move.settled.every((one) => one !== undefined && !this.overwrites(one.recipe) && this.after(one));
  }

  /**
   * Whether something is so, with all that has to be so for it. Each finds out about a single look, and leaves to others what follows: there may be thousands of looks one after
   * another.
   */
  private holds(claim: () => boolean): boolean {
    const { open } = this;
    open.length = 0;
    open.push(claim);
    for (let one = open.pop(); one !== undefined; one = open.pop()) if (!one()) return false;
    return true;
  }

  /** Leaves something to be looked at later. */
  private later(claim: () => boolean): true {
    this.open.push(claim);
    return true;
  }

  /** Whether an alternative does the same in the current state after the step that was taken. */
  private after({ root, recipe }: Alternative): boolean {
    let way: Way | undefined = root;
    while (way !== undefined && way.looks.length === 1) {
      const look: Look = way.looks[0]!;
      const told = this.afterwards(look, this.knowledge.ways.tell(look));
      way = told === undefined ? undefined : answerOf(look, told)?.way;
    }
    return way?.looks.length === 0 && way.recipe !== undefined && sameRecipe(way.recipe, recipe);
  }

  /** Whether wherever the others may come, the same follows on a way. */
  private endsAlike(way: Way, recipe: Recipe): boolean {
    if (way.looks.length === 0) return way.recipe !== undefined && sameRecipe(way.recipe, recipe);
    const [look, another] = way.looks;
    if (another !== undefined || way.recipe !== undefined) return false;
    const possible = this.possible(look!);
    if (possible === undefined || (possible.length > 1 && writesTo(recipe, look!))) return false;
    return possible.every((told) => this.later(() => this.endsAlike(answerOf(look!, told)!.way, recipe)));
  }

  private leavesAlike({ recipe }: Alternative, agent: number): boolean {
    this.take(recipe);
    return this.futures.nodesOf(agent).every(({ ways }) => ways.every((way) => this.holds(() => this.goesAlike(way, undefined))));
  }

  private take({ effect, next }: Recipe): void {
    this.writes.clear();
    for (const write of effect.writes) this.writes.set(write.cell, write);
    [this.mover] = next;
  }

  /** Whether what may follow without the move, on from here, is what follows after it; what was told up to here is the same. */
  private goesAlike(way: Way, before: Told | undefined): boolean {
    return way.looks.every((look) => this.looksAlike(look, way.looks.length === 1, before));
  }

  private looksAlike(look: Look, isOnly: boolean, before: Told | undefined): boolean {
    if (!this.isTouched(look)) {
      const came = look.answers.filter((answer) => this.futures.cameTo(answer));
      return came.every(({ way, told }) => this.later(() => this.goesAlike(way, { look, told, before })));
    }
    const possible = isOnly ? this.possible(look, before) : undefined;
    return possible !== undefined && possible.every((told) => {
      if (++this.looks > mostLooks) return false;
      const then = this.afterwards(look, told);
      const without = answerOf(look, told)!.way;
      const after = then === undefined ? undefined : answerOf(look, then)?.way;
      const upToNow = { look, told, before };
      if (without === after) return this.later(() => this.goesAlike(without, upToNow));
      return after !== undefined && this.later(() => this.endsLike(without, after, upToNow));
    });
  }

  /** Whether all that may follow on a way without the move is what follows on another way after the move. */
  private endsLike(without: Way, after: Way, before: Told): boolean {
    if (++this.looks > mostLooks) return false;
    if (without.looks.length === 0) {
      const { recipe } = without;
      // A step that cannot be taken without the move is not among what the others may do.
      return recipe !== undefined && (!recipe.isStep || (!this.overwrites(recipe) && this.allEndLike(after, without, before)));
    }
    const [look, another] = without.looks;
    const possible = another === undefined && without.recipe === undefined ? this.possible(look!, before) : undefined;
    return possible !== undefined && possible.every((told) => this.later(() => this.endsLike(answerOf(look!, told)!.way, after, { look: look!, told, before })));
  }

  /** Whether all that may follow on a way after the move is like what has come of another way without it. */
  private allEndLike(way: Way, without: Way, before: Told): boolean {
    if (++this.looks > mostLooks) return false;
    if (way.looks.length === 0) return comesLike(way, without);
    const [look, another] = way.looks;
    if (another !== undefined || way.recipe !== undefined) return false;
    const possible = this.isFixed(look!) ? [look!.now] : this.possible(look!, before, false);
    return (
      possible !== undefined &&
      possible.every((told) => {
        const then = this.afterwards(look!, told);
        const answer = then === undefined ? undefined : answerOf(look!, then);
        return answer !== undefined && this.later(() => this.allEndLike(answer.way, without, { look: look!, told, before }));
      })
    );
  }

  /**
   * What a look may tell where others may come without the move, if that has to be what it has told before; `undefined` if it may be
   * something that was never seen. `answered`: whether only what was told is of use.
   */
  private possible(look: Look, before?: Told, answered = true): readonly number[] | undefined {
    const known = knownOf(look, before);
    if (known !== undefined) return !answered || answerOf(look, known) !== undefined ? [known] : undefined;
    const others = this.futures.othersOf(look);
    if (others === undefined || (answered && answerOf(look, look.now) === undefined)) return undefined;
    return [look.now, ...others];
  }

  /** Whether a step sets what the step that was taken sets as well. */
  private overwrites({ effect }: Recipe): boolean {
    return effect.writes.some(({ cell }) => this.writes.has(cell));
  }

  /** Whether what a look tells after the move has nothing to do with what it would tell without it. */
  private isFixed(look: Look): boolean {
    return this.isTouched(look) && (look.kind === access.inside || this.writes.get(look.cell)!.whole);
  }

  private isTouched({ kind, cell }: Look): boolean {
    return kind === access.inside ? cell === this.mover?.agent : this.writes.has(cell);
  }

  /** What a look tells after the move, where it would tell this without it; `undefined` if that is not known. */
  private afterwards(look: Look, told: number): number | undefined {
    if (!this.isTouched(look)) return told;
    const { kind, cell, operand } = look;
    if (kind === access.inside) return this.system.isInsideAt(this.mover!.place, operand) ? 1 : 0;
    const { whole, mask, now } = this.writes.get(cell)!;
    if (whole) return toldOf(kind, operand, now);
    if (kind === access.equals) return undefined;
    return (told & ~mask) | (now & mask & (kind === access.bits ? operand : -1));
  }
}

/** What a look tells if its cell holds this. */
function toldOf(kind: number, operand: number, value: number): number {
  if (kind === access.equals) return value === operand ? 1 : 0;
  return kind === access.bits ? value & operand : value;
}

/** What a look is bound to tell, after what was told before. */
function knownOf({ kind, cell, operand }: Look, before: Told | undefined): number | undefined {
  for (let one = before; one !== undefined; one = one.before) {
    const { look, told } = one;
    if (look.cell !== cell || (look.kind === access.inside) !== (kind === access.inside)) continue;
    if (look.kind === kind && look.operand === operand) return told;
    if (kind === access.inside) continue;
    if (look.kind === access.read) return toldOf(kind, operand, told);
    if (look.kind === access.equals && told === 1) return toldOf(kind, operand, look.operand);
  }
  return undefined;
}

function writesTo({ effect }: Recipe, { kind, cell }: Look): boolean {
  return kind !== access.inside && effect.writes.some((write) => write.cell === cell);
}

/**
 * Whether the same comes of two ways. What a step changes depends on what it finds as well: all that it was seen to change on the one way has to be known of the other, for
 * there it may never have been taken where it changes that.
 */
function comesLike({ recipe, outcome }: Way, other: Way): boolean {
  if (recipe === undefined || other.recipe === undefined || !sameRecipe(recipe, other.recipe)) return false;
  if (outcome === undefined || other.outcome === undefined) return false;
  const { changes, facts } = other.outcome;
  return outcome.changes.isWithin(changes) && outcome.facts.every((fact) => facts.includes(fact));
}

function sameRecipe(one: Recipe, other: Recipe): boolean {
  if (one === other) return true;
  if (one.isStep !== other.isStep || one.fails || other.fails) return false;
  return !one.isStep || (one.next.length === other.next.length && one.next.every((node, at) => node === other.next[at]) && one.writes === other.writes);
}
