/** N dining philosophers who all take the left fork first: one state is a deadlock. */
import { type Arr, type Routine, type U1, curthread, globals, params, scenario, slot, start, waitUntil, zone } from 'forkcheck';

export interface Philosopher {
  /** Unused: a philosopher is a place in its program. */
  nothing: U1;
}

export interface Table {
  taken: Arr<U1, 'N'>;
}

export const conf = params({ N: 4 });
export const philosophers = zone<Philosopher>('philosopher', { slots: 'N', threads: true, stable: true });
export const table = globals<Table>('table');

const left = (): number => slot(curthread<Philosopher>()) - 1;
const right = (): number => slot(curthread<Philosopher>()) % conf.N;

export function* life(): Routine {
  for (;;) {
    yield* waitUntil(() => table.taken[left()] === 0, 'take left');
    table.taken[left()] = 1;
    yield* waitUntil(() => table.taken[right()] === 0, 'take right');
    table.taken[right()] = 1;
    yield 'release left';
    table.taken[left()] = 0;
    yield 'release right';
    table.taken[right()] = 0;
  }
}

export default [2, 3, 4, 6, 8, 12].map((n) =>
  scenario({
    name: `philosophers-${n}`,
    title: `${n} philosophers`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= philosophers.slots; s++) start(philosophers.at(s), life);
    },
  }),
);
