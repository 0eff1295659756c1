import type { Choice, Schedule } from '../core/index.ts';
import { unpackChoice } from './choices.ts';
import { IntList } from './intList.ts';
import type { Memory } from './memory.ts';

/** Links of several states, packed. */
export interface PackedFamilies {
  /** A one for each state, with a zero before it for each state by which its parent's number is greater than that of the one before it. */
  readonly words: Int32Array;
  /** Where the bits end. */
  readonly end: number;
  /** For each, `alternative * agents + agent` of the choice, if these have room. */
  readonly choices: Uint8Array | undefined;
}

/** Packs the links; so many bits of the first word are left 0. */
export type PackFamilies = (bits: number) => PackedFamilies;

/** How each state was found. */
export interface Links {
  /** Notes the state before the next one (-1: none), and the packed choice that led from there. Throws `OutOfMemory`. */
  addFrom(parent: number, packed: number): void;
  /** The same for several states, of which none is the initial one; what is packed may save time. */
  addAll(parents: Int32Array, packed: Int32Array, pack?: PackFamilies): void;
  /** The state before this one, or -1. */
  parentOf(state: number): number;
  /** The packed choice. */
  choiceOf(state: number): number;
}

/** How each state was found, whatever the order in which states are expanded: 8 bytes a state. */
export class AnyLinks implements Links {
  private readonly parents: IntList;
  private readonly choices: IntList;
  private found = 0;

  constructor(memory: Memory) {
    this.parents = new IntList(memory);
    this.choices = new IntList(memory);
  }

  addFrom(parent: number, packed: number): void {
    this.parents.set(this.found, parent);
    this.choices.set(this.found, packed);
    this.found++;
  }

  addAll(parents: Int32Array, packed: Int32Array): void {
    for (let at = 0; at < parents.length; at++) this.addFrom(parents[at]!, packed[at]!);
  }

  parentOf(state: number): number {
    return this.parents.get(state);
  }

  choiceOf(state: number): number {
    return this.choices.get(state);
  }
}

/** The choices from the initial state, whose number is 0, to this one; `tailOf` gives those that follow on the one by which a state was found. */
export function routeTo(state: number, links: Links, tailOf: (state: number) => Schedule = () => []): Schedule {
  const back: Choice[] = [];
  for (let at = state; at !== 0; at = links.parentOf(at)) back.push(...tailOf(at).toReversed(), unpackChoice(links.choiceOf(at)));
  return back.reverse();
}
