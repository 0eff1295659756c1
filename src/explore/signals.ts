/** What threads that walk together tell each other without a message: words of shared memory. */
export class Signals {
  readonly memory: SharedArrayBuffer;
  private readonly words: Int32Array;

  /** Of so many workers, or those that another thread has made. */
  constructor(workers: number | SharedArrayBuffer) {
    this.memory = typeof workers === 'number' ? new SharedArrayBuffer(4 * (firstBeat + workers * apart)) : workers;
    this.words = new Int32Array(this.memory);
  }

  /** Takes the next part that nobody has taken. */
  takePart(): number {
    return Atomics.add(this.words, nextPart, 1);
  }

  /** Waits until part `index` is no more than `ahead` parts after those that are joined. False if all is to stop. */
  awaitTurn(index: number, ahead: number): boolean {
    for (;;) {
      const joined = Atomics.load(this.words, joinedParts);
      if (this.mustStop) return false;
      if (index < joined + ahead) return true;
      Atomics.wait(this.words, joinedParts, joined, lookAgain);
    }
  }

  /** So many parts are joined. */
  noteJoined(parts: number): void {
    Atomics.store(this.words, joinedParts, parts);
    Atomics.notify(this.words, joinedParts);
  }

  get mustStop(): boolean {
    return this.words[stop] !== 0;
  }

  stopAll(): void {
    Atomics.store(this.words, stop, 1);
    Atomics.notify(this.words, joinedParts);
  }

  /** How often the bell has rung. */
  get rings(): number {
    return Atomics.load(this.words, bell);
  }

  /** Says that there is a message. */
  ring(): void {
    Atomics.add(this.words, bell, 1);
    Atomics.notify(this.words, bell);
  }

  /** Waits a moment for the bell to ring more often than `rings`. */
  listen(rings: number): void {
    Atomics.wait(this.words, bell, rings, lookAgain);
  }

  /** A sign of life of a worker. Nobody needs to know at once, so it may be as cheap as a store. */
  beat(worker: number): void {
    this.words[firstBeat + worker * apart]!++;
  }

  beats(worker: number): number {
    return Atomics.load(this.words, firstBeat + worker * apart);
  }
}

/** Milliseconds after which whoever waits has a look around. */
export const lookAgain = 20;

/** Words from one to the next: processors that write words of one cache line (64 or 128 bytes) keep each other waiting. */
const apart = 32;

const nextPart = 0;
const joinedParts = apart;
const stop = 2 * apart;
const bell = 3 * apart;
const firstBeat = 4 * apart;
