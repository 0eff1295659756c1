/** How the threads of a search tell each other what is to be done and what is: 32-bit words that all share. */

/** States before this one may be expanded; those before the second have been claimed by a thread; the third ends the search. */
export const available = 0;
export const claimed = 1;
export const stop = 2;
/** What `stop` is when a thread has come to grief. */
export const failed = 2;
/** States before this one are there as a whole; and how many slots the table has. */
export const inserted = 3;
export const tableSlots = 4;
/** From here on words for each slot: 0 if it is free; the state before which its batch ends; and how many rows are packed there. */
const firstSlot = 16;
const slotWords = 3;

export const busyAt = (slot: number): number => firstSlot + slotWords * slot;
export const endAt = (slot: number): number => busyAt(slot) + 1;
export const packedAt = (slot: number): number => busyAt(slot) + 2;

/** The word that tells the slot (plus 1) of the batch which begins with a state, once it is expanded. */
export const batchAt = (state: number): number => firstBatch + (state & (inFlight - 1));

/** Slots for the rows of batches that were expanded and not inserted yet: so many a thread. */
export const slotsPerThread = 8;
/** States expanded together: enough for their cache misses to overlap, few enough for their rows to stay in the cache, which are small where states are kept as they are. */
export const mostTogether = { plain: 1024, tree: 256 } as const;

const mostThreads = 64;
const mostSlots = slotsPerThread * mostThreads;
const firstBatch = firstSlot + slotWords * mostSlots;
/** Batches that are expanded and not inserted yet begin with states whose numbers differ by less than this: a power of 2. */
const inFlight = mostSlots * mostTogether.plain;

/** Words of the control for so many threads. */
export function controlLength(threads: number): number {
  if (threads > mostThreads) throw new RangeError(`at most ${mostThreads} threads can search`);
  return firstBatch + inFlight;
}
