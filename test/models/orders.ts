/**
 * Threads of a step or two: a scenario for each thing that a reduction has to mind, which answers something else if it does not. Threads
 * are looked at in their order, so that the first one's step is what would be taken alone.
 */
import { alloc, always, choose, globals, halted, KASSERT, params, scenario, sometimes, standsAt, start, waitUntil, zone } from '../../src/index.ts';
import type { Bits, Ref, Routine, U1, U2 } from '../../src/index.ts';

interface Thread {
  td_id: U1;
}

interface Box {
  marks: Bits<'marks'>;
}

interface Sum {
  part: U2;
}

interface Globals {
  box: Ref<Box>;
  x: U2;
  y: U1;
  z: U1;
}

const threads = zone<Thread>('thread', { slots: 4, threads: true, stable: true });
export const conf = params({ marks: 2 });
const boxes = zone<Box>('box', { slots: 1, stable: true });
const sums = zone<Sum>('sum', { slots: 2, stable: true });
const g = globals<Globals>('g');

function* set_x(): Routine {
  yield 'x';
  g.x = 1;
}

/** One of two that write to the same cell, and say so. */
function* write_one(): Routine {
  yield 'one';
  g.x = 1;
  g.y = 1;
}

function* write_two(): Routine {
  yield 'two';
  g.x = 2;
  g.z = 1;
}

/** Looks at what is left when both have written. */
function* see_last(): Routine {
  yield* waitUntil(() => g.y === 1 && g.z === 1, 'both');
  KASSERT(g.x === 2, 'one was the last');
}

function* set_y(): Routine {
  yield 'y';
  g.y = 1;
}

function* see_x(): Routine {
  yield 'see';
  KASSERT(g.x === 0, 'x was seen');
}

/** Looks twice at what somebody sets. */
function* compare_x(): Routine {
  yield 'first';
  const first = g.x;
  yield 'second';
  KASSERT(g.x === first, 'x was set in between');
}

/** Cannot step before somebody sets x, and relies on y then. */
function* wait_for_x(): Routine {
  yield* waitUntil(() => g.x === 1, 'wait');
  KASSERT(g.y === 1, 'y is late');
}

/** The same, after a step that has nothing to do with anybody. */
function* come_to_wait(): Routine {
  yield 'come';
  g.z = 1;
  yield* wait_for_x();
}

/** Relies on y at a place that hardly a random walk comes to. */
function* seldom_see_y(): Routine {
  yield 'draw';
  if ((yield* choose(100)) === 97) {
    yield 'seldom';
    KASSERT(g.y === 1, 'y is late');
  }
}

function* go_round(): Routine {
  for (;;) yield 'round';
}

export const visibility = scenario({
  name: 'visibility',
  title: 'two cells that only a property connects',
  setup: () => {
    start(alloc(threads), set_x);
    start(alloc(threads), set_y);
  },
  properties: [
    sometimes('x-before-y', 'x is set and y is not', () => g.x === 1 && g.y === 0),
    sometimes('y-before-x', 'y is set and x is not', () => g.x === 0 && g.y === 1),
  ],
});

export const twoWrites = scenario({
  name: 'two-writes',
  title: 'the order of two writes decides what stays',
  setup: () => {
    start(alloc(threads), write_one);
    start(alloc(threads), write_two);
    start(alloc(threads), see_last);
  },
});

export const readThenWrite = scenario({
  name: 'read-then-write',
  title: 'what one looks at, the other writes',
  setup: () => {
    start(alloc(threads), see_x);
    start(alloc(threads), set_x);
  },
});

export const writeThenRead = scenario({
  name: 'write-then-read',
  title: 'what one writes, the other looks at twice',
  setup: () => {
    start(alloc(threads), set_x);
    start(alloc(threads), compare_x);
  },
});

export const wakes = scenario({
  name: 'wakes',
  title: 'one that cannot step is let go by another, and relies on the first',
  setup: () => {
    start(alloc(threads), set_y);
    start(alloc(threads), set_x);
    start(alloc(threads), wait_for_x);
  },
});

export const opens = scenario({
  name: 'opens',
  title: 'a guard that one will come to is opened by another',
  setup: () => {
    start(alloc(threads), set_y);
    start(alloc(threads), set_x);
    start(alloc(threads), come_to_wait);
  },
});

export const seldom = scenario({
  name: 'seldom',
  title: 'what one may do is found out late',
  setup: () => {
    start(alloc(threads), set_y);
    start(alloc(threads), seldom_see_y);
  },
});

/** Marks what another marks in its way: neither minds the other. */
function* mark(): Routine {
  yield 'mark';
  g.box.marks |= 1;
}

function* mark_otherwise(): Routine {
  yield 'otherwise';
  g.box.marks |= 2;
}

function* see_marks(): Routine {
  yield* waitUntil(() => (g.box.marks & 3) !== 0, 'marks');
  KASSERT((g.box.marks & 1) !== 0, 'one mark was there');
}

export const marked = scenario({
  name: 'marked',
  title: 'a mark is seen only before another one that does not depend on it',
  setup: () => {
    g.box = alloc(boxes);
    start(alloc(threads), mark);
    start(alloc(threads), mark_otherwise);
    start(alloc(threads), see_marks);
  },
});

export const ignored = scenario({
  name: 'ignored',
  title: 'one goes round for ever, and the other must have its turn',
  setup: () => {
    start(alloc(threads), go_round);
    start(alloc(threads), set_y);
  },
  properties: [sometimes('y-is-set', 'y is set', () => g.y === 1)],
});

/** Changes nothing but where it stands. */
function* walk_on(): Routine {
  yield 'first';
  yield 'second';
}

export const placed = scenario({
  name: 'placed',
  title: 'where two stand at the same time',
  setup: () => {
    start(alloc(threads), walk_on);
    start(alloc(threads), walk_on);
  },
  properties: [
    sometimes('in-turn', 'the first has gone on, the second not', () => standsAt(threads.at(1), walk_on, 'second') && standsAt(threads.at(2), walk_on, 'first')),
    sometimes('in-turn-2', 'the second has gone on, the first not', () => standsAt(threads.at(1), walk_on, 'first') && standsAt(threads.at(2), walk_on, 'second')),
  ],
});

/** Clears all marks without a look at them: there may be none to clear. */
function* clear_marks(): Routine {
  yield 'clear';
  g.box.marks = 0;
}

/** Marks, after a step that has nothing to do with anybody. */
function* come_to_mark(): Routine {
  yield 'come';
  g.z = 1;
  yield 'mark';
  g.box.marks |= 1;
  g.y = 1;
}

function* see_that_marked(): Routine {
  yield* waitUntil(() => g.y === 1, 'marked');
  KASSERT((g.box.marks & 1) !== 0, 'the mark is there');
}

export const cleared = scenario({
  name: 'cleared',
  title: 'marks are cleared where there are none yet, or afterwards',
  setup: () => {
    g.box = alloc(boxes);
    start(alloc(threads), clear_marks);
    start(alloc(threads), come_to_mark);
    start(alloc(threads), see_that_marked);
  },
});

/** Goes round and changes nothing, whatever x is. */
function* see_that_set(): Routine {
  for (;;) {
    yield 'again';
    KASSERT(g.x === 1, 'x is set');
  }
}

/** Does nothing yet, and goes on as x is. */
function* turn_on_x(): Routine {
  yield 'turn';
  if (g.x === 0) {
    yield 'not set';
    KASSERT(g.y === 1, 'y is late');
  } else yield 'set';
}

export const fails = scenario({
  name: 'fails',
  title: 'a step that does nothing but fail if it comes too early',
  setup: () => {
    start(alloc(threads), set_x);
    start(alloc(threads), see_that_set);
  },
});

export const turns = scenario({
  name: 'turns',
  title: 'a step that writes nothing, and decides where its thread stands',
  setup: () => {
    start(alloc(threads), set_x);
    start(alloc(threads), turn_on_x);
  },
});

/** Sets x again to what it is. */
function* set_x_again(): Routine {
  yield 'set';
  g.x = g.x > 2 ? 0 : 1;
  yield 'again';
  g.x = g.x > 2 ? 0 : 1;
}

function* clear_x(): Routine {
  yield 'clear';
  g.x = 0;
}

export const again = scenario({
  name: 'again',
  title: 'what is set to what it was already, before it is cleared or afterwards',
  setup: () => {
    start(alloc(threads), clear_x);
    start(alloc(threads), set_x_again);
  },
  properties: [sometimes('cleared', 'x was cleared at last', () => g.x === 0 && halted(threads.at(1)) && halted(threads.at(2)))],
});

function* say_so(): Routine {
  yield 'say';
  g.z = 1;
}

function* start_if_clear(): Routine {
  yield 'start';
  if (g.x === 0) start(threads.at(4), say_so);
}

function* set_x_when_told(): Routine {
  yield 'look';
  if (g.z === 1) g.x = 1;
}

function* set_x_to_two(): Routine {
  yield 'two';
  g.x = 2;
}

export const started = scenario({
  name: 'started',
  title: 'one that is started only before another has its turn decides what a third does',
  setup: () => {
    start(alloc(threads), start_if_clear);
    start(alloc(threads), set_x_when_told);
    start(alloc(threads), set_x_to_two);
  },
  properties: [sometimes('told', 'the third has set x after the one that forbids the start', () => g.x === 1 && halted(threads.at(1)) && halted(threads.at(2)) && halted(threads.at(3)))],
});

/** Goes round within its step, unless somebody else was first. */
function* spin_on_x(): Routine {
  yield 'spin';
  while (g.x === 0) if (g.y === 1) g.z = 1;
}

export const endless = scenario({
  name: 'endless',
  title: 'a step that has no end, and looks at the same again and again, if it comes too early',
  setup: () => {
    start(alloc(threads), spin_on_x);
    start(alloc(threads), set_x);
  },
});

function* raise_and_lower(): Routine {
  yield 'raise';
  sums.at(2).part = 2;
  yield 'lower';
  sums.at(2).part = 0;
}

export const shared = scenario({
  name: 'shared',
  title: 'a property of which two parts look at the same, and one that is not the first surprises',
  setup: () => {
    alloc(sums);
    alloc(sums);
    start(alloc(threads), raise_and_lower);
    start(alloc(threads), set_x);
  },
  properties: [always('no-sum-is-three', 'no sum is three', () => {
    for (let slot = 1; slot <= 2; slot++) if (sums.at(slot).part + g.x === 3) return false;
    return true;
  })],
});
