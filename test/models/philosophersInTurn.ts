/** Philosophers who may wait for each other for ever, however fair they are. */
import { scenario, standsAt, start } from 'forkcheck';
import { inTurn } from './inTurn.ts';
import { life, philosophers } from './philosophers.ts';

const claims = inTurn('philosophers', () => standsAt(philosophers.at(1), life, 'release left'));

export default [2, 3].map((n) =>
  scenario({
    name: `philosophers-${n}`,
    title: `${n} philosophers`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= philosophers.slots; s++) start(philosophers.at(s), life);
    },
    properties: claims,
  }),
);
