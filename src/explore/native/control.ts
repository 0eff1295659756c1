/** How the threads of a search tell each other what is to be done and what is: 32-bit words that all share. */

/** States before this one may be expanded; those before the second have been dealt out to threads; the third ends the search. */
export const available = 0;
export const dealt = 1;
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
/** While a table of another size is filled, how many slots it has, and the first state that no thread has taken on to enter. */
export const filling = 8;
export const toEnter = 9;
/** From here on words for each slot: what is done with it; the state before which its batch ends; how many of its claims are to be kept. */
export const firstSlot = 16;
const slotWords = 3;

/** A slot's batch has been looked up, it has been numbered, a thread is keeping its states. */
export const slotIs = { free: 0, lookedUp: 1, numbered: 2, beingKept: 3 } as const;

export const slotAt = (slot: number): number => firstSlot + slotWords * slot;
export const endAt = (slot: number): number => slotAt(slot) + 1;
export const claimsAt = (slot: number): number => slotAt(slot) + 2;

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
/** So far ahead of the batch that is inserted others may begin. A thread whose batches find no room goes on to the next ones at once, and no slot holds it up. */
export const mostAhead = inFlight - mostTogether.plain;

/** Words of the control for so many threads. */
export function controlLength(threads: number): number {
  if (threads > mostThreads) throw new RangeError(`at most ${mostThreads} threads can search`);
  return firstBatch + inFlight;
}

/** Milliseconds to wait for another thread before looking anew. */
export const patience = 1;

/** Waits until no other thread is at work. */
export function waitForOthers(control: Int32Array): void {
  for (let now = Atomics.load(control, atWork); now > 0; now = Atomics.load(control, atWork)) Atomics.wait(control, atWork, now, patience);
}
