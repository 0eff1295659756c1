import type { TransitionSystem } from '../../core/index.ts';
import { unpackChoice } from '../choices.ts';
import { Expansion } from '../expansion.ts';
import { OutOfMemory } from '../memory.ts';
import { toLastFound } from '../onwardSteps.ts';
import type { States } from '../visitedSet.ts';
import type { Known } from './manifest.ts';

/**
 * An expansion that can be taken up by another process. States are not saved but how each was found, the state before it and
 * the choice: they are found again by taking one step each, which is little beside the steps that a search takes.
 */
export class ResumableExpansion extends Expansion {
  /** What it knows between two batches, beside the lists. */
  save(): Known {
    const { native, found: states, expanded, transitions, visited: judged, cutSome, reached } = this;
    if (native !== undefined) this.collectReached(native.states);
    return {
      states,
      expanded,
      transitions,
      judged,
      cutSome,
      keepsOnward: this.onward.kept,
      mayGoNative: this.nativeFrom !== Infinity,
      native: native?.states.extent ?? null,
      reached: [...reached.keys()].filter((at) => reached[at] !== 0),
      findings: this.verdicts.save(),
    };
  }

  /** How states were found: for each the state before it, and the choice. */
  linksOf(first: number, end: number): Int32Array {
    const links = new Int32Array(2 * (end - first));
    for (let state = first, at = 0; state < end; state++) {
      links[at++] = this.links.parentOf(state);
      links[at++] = this.links.choiceOf(state);
    }
    return links;
  }

  /** How many states have a place among the steps onward: those that were left unexpanded need none. */
  get onwardLength(): number {
    return this.onward.kept ? Math.min(this.expanded, this.onward.length) : 0;
  }

  onwardOf(first: number, end: number): Int32Array {
    return Int32Array.from({ length: end - first }, (_, at) => this.onward.get(first + at));
  }

  /**
   * Takes over what another search of the same system with the same settings knew, its memory included: where it would have run
   * short, so does this one. False if the machine has not got as much any more.
   */
  restore(known: Known, links: Iterable<Int32Array>, onward: Iterable<Int32Array>): boolean {
    this.verdicts.resume(known.findings);
    this.expanded = known.expanded;
    this.transitions = known.transitions;
    this.visited = known.judged;
    this.cutSome = known.cutSome;
    for (const location of known.reached) this.reached[location] = 1;
    try {
      this.findAgain(known, links);
      return this.goOnward(known, onward);
    } catch (error) {
      if (error instanceof OutOfMemory) return false;
      throw error;
    }
  }

  private findAgain({ native, mayGoNative, expanded }: Known, links: Iterable<Int32Array>): void {
    const goNativeHere = (): void => {
      if (this.found !== native?.from) return;
      this.goNative(expanded);
      this.native?.states.growTo(native);
    };
    for (const some of links) {
      for (let at = 0; at < some.length; at += 2) {
        goNativeHere();
        this.enter(some[at]!, some[at + 1]!);
      }
    }
    if (this.native === undefined) goNativeHere();
    this.native?.states.index();
    if (!mayGoNative) this.nativeFrom = Infinity;
  }

  /** Adds the state that a step leads to. */
  private enter(parent: number, choice: number): void {
    const { system, native } = this;
    takeLink(system, this.known, parent, choice);
    if (native === undefined) this.seen.insert(system.packed, system.fingerprint());
    else native.states.append(system.packed);
    this.links.addFrom(parent, choice);
    this.found++;
  }

  private goOnward({ keepsOnward }: Known, onward: Iterable<Int32Array>): boolean {
    if (!keepsOnward) {
      this.onward.drop();
      return true;
    }
    let first = 0;
    for (const some of onward) {
      this.onward.setAll(first, this.onward.tellsLastFound ? some.map((next, at) => this.shortened(first + at, next)) : some);
      first += some.length;
    }
    return this.onward.kept;
  }

  private shortened(state: number, next: number): number {
    return next >= 0 && this.links.parentOf(next) === state ? toLastFound : next;
  }
}

/** Takes the step that found a state; the initial one has no state before it. */
function takeLink(system: TransitionSystem, states: States, parent: number, choice: number): void {
  if (parent < 0) return system.reset();
  states.load(system, parent);
  const { agent, alternative } = unpackChoice(choice);
  const isThere = alternative < system.alternatives(agent) && system.enabled(agent, alternative);
  if (!isThere || system.step(agent, alternative) !== undefined) throw new Error('forkcheck bug: a saved step cannot be taken any more');
}
