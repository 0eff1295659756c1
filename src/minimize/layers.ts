import type { Choice, Schedule, TransitionSystem } from '../core/index.ts';

const never = 0xffff;

/**
 * The states of a breadth-first search, packed one after another, found again by fingerprint and compared word by word. For
 * each state and each agent that can have come last: the fewest changes of agent on a shortest way, and that way's last step.
 */
export class Layers {
  count = 0;
  #states: Int32Array;
  #depths = new Uint32Array(1024);
  #ends = new Uint8Array(1024);
  #changes: Uint16Array;
  #from: Uint32Array;
  #alternatives: Uint16Array;
  #table = new Uint32Array(4096);
  #fingerprints = new Int32Array(1024);

  constructor(readonly system: TransitionSystem) {
    this.#states = new Int32Array(1024 * system.words);
    this.#changes = new Uint16Array(1024 * system.agents).fill(never);
    this.#from = new Uint32Array(1024 * system.agents);
    this.#alternatives = new Uint16Array(1024 * system.agents);
  }

  /** The number of the current state, which is stored at `depth` if it is new. */
  add(depth: number): number {
    const fingerprint = this.system.fingerprint() | 0;
    const mask = this.#table.length - 1;
    let slot = spread(fingerprint) & mask;
    for (let entry = this.#table[slot]; entry !== 0 && entry !== undefined; entry = this.#table[slot]) {
      if (this.#fingerprints[entry - 1] === fingerprint && this.#equals(entry - 1)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return this.#store(slot, fingerprint, depth);
  }

  /** Makes a stored state current. */
  load(state: number): void {
    this.system.load(this.#states, state * this.system.words);
  }

  depthOf(state: number): number {
    return this.#depths[state] ?? 0;
  }

  isEnd(state: number): boolean {
    return this.#ends[state] === 1;
  }

  markEnd(state: number): void {
    this.#ends[state] = 1;
  }

  /** The changes of agent on the best way to `state` that goes on with a step of `agent`. */
  changesWith(state: number, agent: number): number {
    if (state === 0) return 0;
    return this.#changesFrom(state, this.#bestLast(state, agent), agent);
  }

  /** Notes the way to `to` through `from` by a step of `agent`, if it changes agents less often than those known. */
  relax(from: number, agent: number, alternative: number, to: number): void {
    const changes = this.changesWith(from, agent);
    const at = to * this.system.agents + agent;
    if (changes >= (this.#changes[at] ?? 0)) return;
    this.#changes[at] = changes;
    this.#from[at] = from;
    this.#alternatives[at] = alternative;
  }

  /** The best way to `state`, given that a step of `agent` comes next. */
  pathTo(state: number, agent: number): Schedule {
    const path: Choice[] = [];
    let next = agent;
    for (let at = state; at !== 0; ) {
      const last = this.#bestLast(at, next);
      const index = at * this.system.agents + last;
      path.push({ agent: last, alternative: this.#alternatives[index] ?? 0 });
      at = this.#from[index] ?? 0;
      next = last;
    }
    return path.reverse();
  }

  /** The agent that comes last on the best way to `state` when `next` follows. */
  #bestLast(state: number, next: number): number {
    let best = next;
    let least = this.#changesFrom(state, next, next);
    for (let last = 0; last < this.system.agents; last++) {
      const changes = this.#changesFrom(state, last, next);
      if (changes < least) [best, least] = [last, changes];
    }
    return best;
  }

  #changesFrom(state: number, last: number, next: number): number {
    const changes = this.#changes[state * this.system.agents + last] ?? never;
    return last === next ? changes : changes + 1;
  }

  #equals(state: number): boolean {
    const { packed, words } = this.system;
    const start = state * words;
    for (let word = 0; word < words; word++) if (this.#states[start + word] !== packed[word]) return false;
    return true;
  }

  #store(slot: number, fingerprint: number, depth: number): number {
    const state = this.count++;
    if (state === this.#depths.length) this.#grow();
    this.#states.set(this.system.packed, state * this.system.words);
    this.#depths[state] = depth;
    this.#fingerprints[state] = fingerprint;
    this.#table[slot] = state + 1;
    if (this.count * 2 > this.#table.length) this.#rehash();
    return state;
  }

  #grow(): void {
    const { words, agents } = this.system;
    const size = this.#depths.length * 2;
    this.#states = grown(this.#states, new Int32Array(size * words));
    this.#depths = grown(this.#depths, new Uint32Array(size));
    this.#ends = grown(this.#ends, new Uint8Array(size));
    this.#fingerprints = grown(this.#fingerprints, new Int32Array(size));
    this.#changes = grown(this.#changes, new Uint16Array(size * agents).fill(never));
    this.#from = grown(this.#from, new Uint32Array(size * agents));
    this.#alternatives = grown(this.#alternatives, new Uint16Array(size * agents));
  }

  #rehash(): void {
    this.#table = new Uint32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let state = 0; state < this.count; state++) {
      let slot = spread(this.#fingerprints[state] ?? 0) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = state + 1;
    }
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Mixes a fingerprint, whose low bits alone may not differ. */
function spread(fingerprint: number): number {
  const mixed = Math.imul(fingerprint ^ (fingerprint >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
