import type { OpenJudge, SearchSettings, TransitionSystem } from '../core/index.ts';
import type { PackFamilies } from './links.ts';
import { OutOfMemory } from './memory.ts';
import { type Host, NativeExpansion } from './native/nativeExpansion.ts';
import { nativeFrom, type NativeMeans, nativeMeans } from './native/nativeMeans.ts';
import { NativeStates, OutOfAddresses } from './native/nativeStates.ts';
import { Threads } from './native/threads.ts';
import type { PackOnward } from './onwardSteps.ts';
import { PlainExpansion } from './plainExpansion.ts';
import { SpillFile } from './spill/spillFile.ts';
import { type States, VisitedSet } from './visitedSet.ts';

/** An expansion that goes on in WebAssembly, and on several threads, once it is worth while; and on disk, if it may. */
export class Expansion extends PlainExpansion implements Host {
  /** Set as soon as the search goes on in WebAssembly; `seen` is empty then. */
  protected native: NativeExpansion | undefined;
  /** When it does; `Infinity` if it cannot. */
  protected nativeFrom: number;
  private readonly nativeMeans: NativeMeans;

  constructor(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge, inOrder = true) {
    const { spill } = settings;
    super(system, settings, openJudge, inOrder, spill === undefined ? undefined : () => SpillFile.open(spill));
    this.nativeMeans = nativeMeans(settings, system.words);
    this.nativeFrom = system.native === undefined ? Infinity : nativeFrom(settings, system);
  }

  override get together(): number {
    return this.native?.states.together ?? super.together;
  }

  override expandAll(first: number, end: number, layerEnd = end): boolean {
    if (this.rows !== undefined && this.found >= this.nativeFrom) {
      this.goNative(first);
      // What was asked for is fewer states than other threads would expand together from here on.
      if (this.native !== undefined) return this.expandNatively(this.native, first, end, end);
    }
    if (this.native !== undefined) return this.expandNatively(this.native, first, end, layerEnd);
    return super.expandAll(first, end, layerEnd);
  }

  override exhaust(search: () => void): void {
    try {
      super.exhaust(search);
    } catch (error) {
      this.native?.close();
      throw error;
    }
  }

  judge(state: number, surprising: boolean): void {
    this.verdicts.pass(state - this.visited);
    this.visited = state;
    if (surprising) this.load(state);
  }

  discover(parents: Int32Array, choices: Int32Array, pack: PackFamilies): void {
    this.links.addAll(parents, choices, pack);
    this.found += parents.length;
  }

  closeAll(first: number, onward: Int32Array, pack: PackOnward): void {
    this.onward.setAll(first, onward, pack);
    this.expanded += onward.length;
  }

  uncount(steps: number): void {
    this.transitions -= steps;
  }

  watches(property: number): boolean {
    return this.verdicts.watches(property);
  }

  protected override get known(): States {
    return this.native?.states ?? this.seen;
  }

  protected override judgeRest(): void {
    const { native } = this;
    if (native === undefined) return super.judgeRest();
    native.close();
    native.judgeAll(this.found);
    this.collectReached(native.states);
  }

  protected goNative(first: number): void {
    const { system, nativeMeans } = this;
    this.nativeFrom = Infinity;
    // They start while the steps are translated.
    const threads = new Threads(nativeMeans.threads - 1);
    try {
      const states = NativeStates.take(this.seen, system, this.memory, { ...nativeMeans, tellsLastFound: this.onward.tellsLastFound });
      if (states === undefined) return;
      this.seen.clear();
      this.native = new NativeExpansion(states, threads, this, system.predicates.length, this.mostStates, this.visited, first);
    } finally {
      if (this.native === undefined) threads.close();
    }
  }

  private expandNatively(native: NativeExpansion, first: number, end: number, layerEnd: number): boolean {
    try {
      const all = native.expand(first, end, layerEnd);
      if (!all) this.ended = 'max-states';
      return all;
    } catch (error) {
      const goesOn = error instanceof OutOfAddresses || (error instanceof OutOfMemory && this.memory.file !== undefined);
      if (!goesOn) throw error;
      this.leaveNative(native.states);
    } finally {
      this.transitions += native.takeTransitions();
    }
    // States are expanded in order, and the batch that found no room has not been.
    return this.expandAll(this.expanded, end);
  }

  /** Goes on where there is more room: than WebAssembly can address, or than in memory. */
  private leaveNative(states: NativeStates): void {
    const { system } = this;
    this.seen = new VisitedSet(system.words, this.mostStates, this.memory);
    this.collectReached(states);
    this.seen.takeOver(states, system, () => {
      this.native?.close();
      this.native = undefined;
      states.release();
    });
  }

  protected collectReached(states: NativeStates): void {
    states.bytes('REACHED', this.reached.length).forEach((one, location) => (this.reached[location]! |= one));
  }
}
