/** Gray and Lamport's TCommit: N resource managers decide as one. Every action is a step from one place. */
import { type Ref, type Routine, type U2, alloc, curthread, every, params, scenario, select, start, zone } from 'forkcheck';

const WORKING = 0;
const PREPARED = 1;
const COMMITTED = 2;
const ABORTED = 3;

export interface Manager {
  state: U2;
}

export const conf = params({ N: 3 });
export const managers = zone<Manager>('manager', { slots: 'N', threads: true, stable: true });

const me = (): Ref<Manager> => curthread<Manager>();

export function* life(): Routine {
  for (;;) {
    const action = yield* select(
      () => me().state === WORKING,
      () => me().state === PREPARED && every(managers, (rm) => rm.state === PREPARED || rm.state === COMMITTED),
      () => (me().state === WORKING || me().state === PREPARED) && every(managers, (rm) => rm.state !== COMMITTED),
    );
    me().state = action === 0 ? PREPARED : action === 1 ? COMMITTED : ABORTED;
  }
}

export default [3].map((n) =>
  scenario({
    name: `transaction-commit-${n}`,
    title: `${n} resource managers`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= managers.slots; s++) start(alloc(managers), life);
    },
  }),
);
