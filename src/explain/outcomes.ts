import { type Choice, isDeadlock, type Schedule } from '../core/index.ts';
import { StateTable } from './stateTable.ts';
import { type Fates, type Question, type Step, stepsOf } from './steps.ts';

/** A state on the path of the search, its steps, and how many of them have been followed. */
interface Visit {
  readonly state: number;
  readonly steps: readonly Step[];
  next: number;
}

/** What Tarjan's search remembers. */
class Tree {
  /** States in the order in which they were found, and the first of that order that each is known to lead back to. */
  readonly order = new Map<number, number>();
  readonly #low = new Map<number, number>();
  /** States with a step out of their component, or to what is looked for. */
  readonly leaks = new Set<number>();
  /** States whose component is not complete. */
  readonly stack: number[] = [];
  readonly path: Visit[] = [];

  enter(visit: Visit): void {
    this.#low.set(visit.state, this.order.size);
    this.order.set(visit.state, this.order.size);
    this.stack.push(visit.state);
    this.path.push(visit);
  }

  lower(state: number, to: number): void {
    this.#low.set(state, Math.min(this.#low.get(state) ?? 0, to));
  }

  /** Goes back from the last state of the path; returns the component that is complete with it, if one is. */
  leave(state: number): readonly number[] {
    this.path.pop();
    const parent = this.path.at(-1);
    const low = this.#low.get(state) ?? 0;
    if (parent !== undefined) this.lower(parent.state, low);
    return low === this.order.get(state) ? this.stack.slice(this.stack.lastIndexOf(state)) : [];
  }
}

/**
 * Which states are lost: those from which no run can come to where it is safe. It is safe where what is looked for cannot
 * come any more: in a set of states that no run leaves, and on whose steps it does not show. A run that ends badly, in another fault, or where
 * nobody has a step and somebody should, comes to nothing safe, unless it is asked for anything that is not the same.
 *
 * Tarjan's search for components ends at the first one that no step leaves and that shows nothing. Components that are complete before
 * have only steps to each other, and to what is looked for: they are lost. Those on the stack lead to what was found.
 */
export class Outcomes implements Fates {
  readonly table: StateTable;
  /** Whether a state is lost, where that is known. */
  readonly #lost: (boolean | undefined)[] = [];
  /** A step that leads nearer to where it is safe. */
  readonly #onward = new Map<number, Step>();
  /** States of sets that no run leaves, and that show nothing. */
  readonly #safe = new Set<number>();
  #transitions = 0;
  /** A bound was met: nothing more is found out. */
  bounded = false;
  /** Some run ended badly otherwise. */
  otherEnds = false;

  constructor(
    private readonly question: Question,
    private readonly anyOtherEnd = false,
  ) {
    this.table = new StateTable(question.system);
  }

  /** Whether every run from the state shows what is looked for sooner or later; `undefined` if a bound was met first. */
  isLost(state: number): boolean | undefined {
    if (this.#lost[state] === undefined && !this.bounded) this.#search(state);
    return this.#lost[state];
  }

  /** How many states are known to be lost. */
  get lost(): number {
    return this.#lost.filter((lost) => lost === true).length;
  }

  /** Choices that lead from a state that is not lost to where it is safe. */
  wayOn(from: number): Schedule {
    this.#learnWay(from);
    const way: Choice[] = [];
    for (let state = from; !this.#safe.has(state); ) {
      const step = this.#onward.get(state);
      if (step === undefined) throw new Error(`forkcheck bug: no way on from state ${state}`);
      way.push({ agent: step.agent, alternative: step.alternative });
      if (typeof step.to !== 'number') break;
      state = step.to;
    }
    return way;
  }

  /** Whether it is known how to go on from the state to where it is safe. */
  #isKnown(state: number): boolean {
    return this.#safe.has(state) || this.#onward.has(state);
  }

  /** Looks for a way from a state that is not lost to one from which the way is known. */
  #learnWay(from: number): void {
    if (this.#isKnown(from)) return;
    const seen = new Set([from]);
    const path: Visit[] = [{ state: from, steps: this.#steps(from), next: 0 }];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const step = visit.steps[visit.next++];
      if (step === undefined) path.pop();
      else if (this.#isGoodEnd(step)) return this.#note(path);
      else if (typeof step.to !== 'number' || this.#lost[step.to] === true || seen.has(step.to)) continue;
      else if (this.#isKnown(step.to)) return this.#note(path);
      else {
        seen.add(step.to);
        path.push({ state: step.to, steps: this.#steps(step.to, step.agent), next: 0 });
      }
    }
    throw new Error(`forkcheck bug: state ${from} is not lost, and no way leads on`);
  }

  /** Keeps a path whose last step leads to a state from which the way is known. */
  #note(path: readonly Visit[]): void {
    for (const { state, steps, next } of path) {
      const step = steps[next - 1];
      if (step !== undefined) this.#onward.set(state, step);
    }
  }

  #search(root: number): void {
    const tree = new Tree();
    this.#enter(tree, root);
    for (let visit = tree.path.at(-1); visit !== undefined; visit = tree.path.at(-1)) {
      if (this.table.count > this.question.maxStates) {
        this.bounded = true;
        return;
      }
      const step = visit.steps[visit.next++];
      const isFound = step === undefined ? this.#leave(tree, visit.state) : this.#follow(tree, visit.state, step);
      if (isFound) return this.#found(tree);
    }
  }

  #enter(tree: Tree, state: number, agent?: number): void {
    const steps = this.#steps(state, agent);
    tree.enter({ state, steps, next: 0 });
    if (tree.path.length % 1024 === 0) this.#tell(tree.path.length);
    if (steps.length > 0) return;
    this.table.load(state);
    if (!isDeadlock(this.table.system)) return;
    this.otherEnds = true;
    if (!this.anyOtherEnd) tree.leaks.add(state);
  }

  /** Follows a step; says whether it leads to what is not lost. */
  #follow(tree: Tree, state: number, step: Step): boolean {
    if (this.#isGoodEnd(step)) return true;
    if (typeof step.to !== 'number' || this.#lost[step.to] === true) tree.leaks.add(state);
    else if (this.#lost[step.to] === false) return true;
    else if (tree.order.has(step.to)) tree.lower(state, tree.order.get(step.to) ?? 0);
    else this.#enter(tree, step.to, step.agent);
    return false;
  }

  /** Goes back from a state whose steps have been followed; says whether a component is complete with it that is safe. */
  #leave(tree: Tree, state: number): boolean {
    const members = tree.leave(state);
    if (members.length === 0) return false;
    if (!members.some((member) => tree.leaks.has(member))) {
      for (const member of members) this.#safe.add(member);
      return true;
    }
    tree.stack.length -= members.length;
    for (const member of members) this.#lost[member] = true;
    const parent = tree.path.at(-1);
    if (parent !== undefined) tree.leaks.add(parent.state);
    return false;
  }

  /** Nothing on the stack is lost, and the last step of the path leads to a state that is not. */
  #found({ stack, path }: Tree): void {
    for (const state of stack) this.#lost[state] = false;
    const last = path.at(-1);
    const to = last?.steps[last.next - 1]?.to;
    if (typeof to === 'number') this.#learnWay(to);
    this.#note(path);
  }

  /** The steps of a state: first those of the agent that has just moved, so that runs change agents seldom. */
  #steps(state: number, agent?: number): readonly Step[] {
    const steps = stepsOf(this.table, this.question.shows, state);
    this.#transitions += steps.length;
    return [...steps.filter((step) => step.agent === agent), ...steps.filter((step) => step.agent !== agent)];
  }

  /** Whether a step ends the run in a fault that will do. */
  #isGoodEnd({ to }: Step): boolean {
    if (to !== 'fault') return false;
    this.otherEnds = true;
    return this.anyOtherEnd;
  }

  #tell(depth: number): void {
    const { count: states } = this.table;
    this.question.progress?.({ states, transitions: this.#transitions, depth, queue: depth });
  }
}
