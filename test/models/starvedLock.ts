/** A lock that one thread takes and releases for ever while another waits for it, and a handshake that cannot be put off. */
import {
  alloc, always, alwaysEventually, curthread, eventually, globals, inside, leadsTo, ltl, nil, scenario, start, waitUntil, zone,
} from '../../src/index.ts';
import type { Ref, Routine, U1, U2 } from '../../src/index.ts';

interface Person {
  done: U2;
}

interface State {
  owner: Ref<Person>;
  rounds: U1;
}

const k = globals<State>('k');
const people = zone<Person>('person', { slots: 2, threads: true, stable: true });

/** Takes the lock and gives it back, again and again. */
function* hog(): Routine {
  for (;;) {
    yield* waitUntil(() => k.owner === nil, 'lock');
    k.owner = curthread<Person>();
    yield 'unlock';
    k.owner = nil;
  }
}

/** Wants the lock once. */
function* wait_once(): Routine {
  yield* waitUntil(() => k.owner === nil, 'lock');
  k.owner = curthread<Person>();
  yield 'unlock';
  k.owner = nil;
}

const waits = (): boolean => inside(people.at(2), wait_once);
const isThrough = (): boolean => !inside(people.at(2), wait_once);

const claim = 'who waits for the lock gets it';
const weakly = eventually('gets-lock-weakly', claim, isThrough);

export const starved = scenario({
  name: 'starved-lock',
  title: 'one takes and releases a lock for ever, another waits for it',
  setup: () => {
    start(alloc(people), hog);
    start(alloc(people), wait_once);
  },
  properties: [
    weakly,
    eventually('gets-lock-strongly', claim, isThrough, { strong: 'all' }),
    leadsTo('gets-lock-if-fair-to-it', claim, waits, isThrough, { strong: ['thread2'] }),
    alwaysEventually('lock-is-free-again', 'the lock is free again and again', () => k.owner === nil),
    alwaysEventually('lock-is-taken-again', 'the lock is taken again and again', () => k.owner !== nil),
    ltl('waiter-keeps-it', 'once the waiter has the lock, it keeps it until it is through', 'G (mine -> mine U through)', {
      mine: () => k.owner === people.at(2),
      through: isThrough,
    }),
  ],
});

/** Claims that only some tests ask for. */
export const others = scenario({
  name: 'others',
  title: 'the same, with other claims',
  setup: () => {
    start(alloc(people), hog);
    start(alloc(people), wait_once);
  },
  properties: [
    always('never-both', 'the lock has one owner at most', () => true),
    eventually('owner-has-done', 'whoever has the lock is done', () => k.owner.done === 1),
    eventually<void>('everybody-gets-it', 'each of the two gets the lock', (_, i) => k.owner === people.at(i), { each: 2 }),
    eventually<void>('nobody-to-get-it', 'each of none gets the lock', () => false, { each: () => 0 }),
  ],
});
