import * as word from './control.ts';
import { came, expandInto, type Means } from './expander.ts';

/** The slots of the thread that inserts: in one are rows that are inserted as soon as they are there, in the others those that wait for their turn. */
const slotAtHand = 0;
const slotsToWait = Array.from({ length: word.slotsPerThread - 1 }, (_, index) => index + 1);

/** The states `first .. end - 1`, whose rows are in a slot up to the state that was reached; and whether that has a location with too many alternatives. */
export interface ExpandedBatch {
  readonly first: number;
  readonly end: number;
  readonly slot: number;
  readonly reached: number;
  readonly tooMany: boolean;
}

/** Whether a slot is one of the thread that inserts, which looks nothing up ahead. */
export const isOwn = (slot: number): boolean => slot < word.slotsPerThread;

/** Batches that the thread which inserts expands itself: those ahead while others are at work on the one that is next, which is better than to wait. */
export class OwnBatches {
  /** Those that wait for others before them, in order. */
  private readonly waiting: ExpandedBatch[] = [];

  constructor(private readonly means: Means) {}

  /** The batch that begins with a state, expanded, unless another thread has it. */
  take(state: number): ExpandedBatch | undefined {
    if (this.waiting[0]?.first === state) return this.waiting.shift();
    const end = this.deal(state);
    return end === undefined ? undefined : this.expand(state, end);
  }

  /** Expands the next batch that nobody has, for it to wait. False if there is none, or no room. */
  expandAhead(): boolean {
    const slot = slotsToWait.find((one) => !this.waiting.some((batch) => batch.slot === one));
    if (slot === undefined) return false;
    const first = Atomics.load(this.means.control, word.dealt);
    const end = this.deal(first);
    if (end === undefined) return false;
    this.waiting.push(this.expand(first, end, slot));
    return true;
  }

  /** Collects the rows of some states; they are to be inserted at once, unless they have a slot to wait in. */
  expand(first: number, end: number, slot = slotAtHand): ExpandedBatch {
    const code = expandInto(this.means, slot, first, end);
    return { first, end, slot, reached: this.means.functions.nextState(), tooMany: code === came.tooMany };
  }

  /** Whoever takes batches next begins anew. */
  forget(): void {
    this.waiting.length = 0;
  }

  /** Takes the batch that begins with a state, if that is the next one; returns its end. */
  private deal(first: number): number | undefined {
    const { control, together } = this.means;
    const end = Math.min(Atomics.load(control, word.available), first + together);
    return first < end && Atomics.compareExchange(control, word.dealt, first, end) === first ? end : undefined;
  }
}
