/** Threads that are alike, and more than can be gone through under all names. */
import { type Ref, type Routine, type U2, type U4, alloc, always, count, curthread, globals, inside, params, scenario, sometimes, start, zone } from 'forkcheck';

export interface Thread {
  met: U2;
  ticket: U4;
}

export interface Shared {
  last: Ref<Thread>;
  next: U4;
}

export const conf = params({ N: 6 });
export const threads = zone<Thread>('thread', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Thread> => curthread<Thread>();

/** Each writes over who was the last, and may meet another one there. */
export function* visit(): Routine {
  yield 'come';
  shared.last = me();
  yield 'look';
  if (shared.last === me()) me().met = 1;
  else shared.last.met = 2;
}

/** All come to hold something else. */
export function* take(): Routine {
  yield 'take';
  me().ticket = ++shared.next;
}

/** Claims that go through all threads, and say the same of each. */
const properties = [
  always('few-meet', 'nobody meets three, or has a ticket', () => {
    for (let i = 1; i <= threads.slots; i++) if (threads.at(i).met === 3 || (threads.at(i).met === 1 && threads.at(i).ticket > 0)) return false;
    return true;
  }),
  sometimes('someone-is-met', 'somebody is met by another', () => {
    for (let i = 1; i <= threads.slots; i++) if (threads.at(i).met === 2) return true;
    return false;
  }),
];

const visitors = [4, 6].map((n) =>
  scenario({
    name: `alike-${n}`,
    title: `${n} threads`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= threads.slots; s++) start(threads.at(s), visit);
    },
    properties,
  }),
);

const oneEach = always('one-each', 'no two have the third ticket', () => count(threads, (one) => one.ticket === 3) < 2);

export const tickets = scenario({
  name: 'tickets-8',
  title: '8 threads that are told apart by what they hold, and looked at together',
  params: { N: 8 },
  setup: () => {
    for (let s = 1; s <= threads.slots; s++) start(alloc(threads), take);
  },
  properties: [oneEach],
});

export const twoKinds = scenario({
  name: 'tickets-4-4',
  title: '8 threads, half of which have met somebody',
  params: { N: 8 },
  setup: () => {
    for (let s = 1; s <= threads.slots; s++) {
      const td = alloc(threads);
      if (s > 4) td.met = 1;
      start(td, take);
    }
  },
  properties: [oneEach],
});

/** Where hosts and guests wait alike: only to whom they will return tells them apart. */
function* wait(): Routine {
  yield 'wait';
}
export function* host(): Routine {
  yield* wait();
}
export function* guest(): Routine {
  yield* wait();
}

export const hosts = scenario({
  name: 'hosts-2-2',
  title: '2 hosts and 2 guests, who wait at the same place',
  params: { N: 4 },
  setup: () => {
    for (let s = 1; s <= threads.slots; s++) {
      if (s > 2) start(threads.at(s), guest);
      else start(threads.at(s), host);
    }
  },
  properties: [
    always('no-host-is-met', 'nobody meets a host', () => {
      for (let i = 1; i <= threads.slots; i++) if (inside(threads.at(i), host) && threads.at(i).met === 2) return false;
      return true;
    }),
  ],
});

export default [...visitors, tickets, twoKinds, hosts];
