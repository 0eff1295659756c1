/** How the threads of a search tell each other what is to be done and what is: 32-bit words that all share. */

/** States before this one may be expanded; those before the second have been claimed by a thread; the third ends the search. */
export const available = 0;
export const claimed = 1;
export const stop = 2;
/** What `stop` is when a thread has come to grief. */
export const failed = 2;
/** States before this one have numbers. */
export const inserted = 3;
/** How many slots the table has, 0 while nobody may expand ahead; and how many entries suffice for that, claims among them. */
export const tableSlots = 4;
export const tableRoom = 5;
/** How many rows of batches ahead have been looked up, or are going to be; and how many threads are at work ahead. */
export const rowsAhead = 6;
export const atWork = 7;
/** From here on words for each slot: 0 if it is free; and the state before which its batch ends. */
export const firstSlot = 16;
const slotWords = 2;

export const busyAt = (slot: number): number => firstSlot + slotWords * slot;
export const endAt = (slot: number): number => busyAt(slot) + 1;

/** The word that tells the slot (plus 1) of the batch which begins with a state, once it is expanded. */
export const batchAt = (state: number): number => firstBatch + (state & (inFlight - 1));

/** Slots for the rows of batches that were expanded and not inserted yet: so many a thread. */
export const slotsPerThread = 4;
/** States expanded together: enough for their cache misses to overlap, few enough for their rows to stay in the cache, which are small where states are kept as they are. */
export const mostTogether = { plain: 512, tree: 256 } as const;

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
