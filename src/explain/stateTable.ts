import type { TransitionSystem } from '../core/index.ts';

/** States of a chunk: growing copies nothing. */
const chunk = 1024;

/** States, packed, each with a word of its own, numbered from 0 in the order in which they came. */
export class StateTable {
  count = 0;
  /** Those that show what is looked for. */
  readonly shown = new Set<number>();
  readonly #width: number;
  readonly #chunks: Int32Array[] = [];
  #table = new Int32Array(4096);

  /** `follow` says which word the states after the current one have, which has the word that it is given. */
  constructor(
    readonly system: TransitionSystem,
    readonly follow: (word: number) => number = () => 0,
  ) {
    this.#width = system.words + 2;
  }

  /** The number of the current state with this word; if there is none yet, it gets the next one. */
  add(word = 0): number {
    const { system } = this;
    const fingerprint = mix(system.fingerprint() ^ Math.imul(word, 0x9e3779b1));
    const mask = this.#table.length - 1;
    let slot = fingerprint & mask;
    for (let entry = this.#table[slot] ?? 0; entry !== 0; entry = this.#table[slot] ?? 0) {
      if (this.#equals(entry - 1, fingerprint, word)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = this.count + 1;
    if (this.count % chunk === 0) this.#chunks.push(new Int32Array(chunk * this.#width));
    const rows = this.#chunkOf(this.count);
    const at = this.#offsetOf(this.count);
    rows.set(system.packed, at);
    rows[at + system.words] = word;
    rows[at + system.words + 1] = fingerprint;
    this.count++;
    if (this.count * 2 > this.#table.length) this.#rehash();
    return this.count - 1;
  }

  /** Makes a state current. */
  load(state: number): void {
    this.system.load(this.#chunkOf(state), this.#offsetOf(state));
  }

  wordOf(state: number): number {
    return this.#chunkOf(state)[this.#offsetOf(state) + this.system.words] ?? 0;
  }

  #equals(state: number, fingerprint: number, word: number): boolean {
    const { packed, words } = this.system;
    const rows = this.#chunkOf(state);
    const at = this.#offsetOf(state);
    if (rows[at + words + 1] !== fingerprint || rows[at + words] !== word) return false;
    for (let index = 0; index < words; index++) if (rows[at + index] !== packed[index]) return false;
    return true;
  }

  #chunkOf(state: number): Int32Array {
    const rows = this.#chunks[Math.floor(state / chunk)];
    if (rows === undefined) throw new Error(`forkcheck bug: there is no state ${state}`);
    return rows;
  }

  #offsetOf(state: number): number {
    return (state % chunk) * this.#width;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let state = 0; state < this.count; state++) {
      let slot = (this.#chunkOf(state)[this.#offsetOf(state) + this.#width - 1] ?? 0) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = state + 1;
    }
  }
}

/** Spreads a fingerprint, whose low bits alone may not differ. */
function mix(fingerprint: number): number {
  const mixed = Math.imul(fingerprint ^ (fingerprint >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 16);
}
