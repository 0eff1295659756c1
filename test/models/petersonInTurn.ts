/** Who waits at the filter lock gets through it, if everybody takes steps. */
import { scenario, standsAt, start } from 'forkcheck';
import { inTurn } from './inTurn.ts';
import { life, procs } from './peterson.ts';

const claims = inTurn('peterson', () => standsAt(procs.at(1), life, 'cs'));

export default [2, 3].map((n) =>
  scenario({
    name: `peterson-${n}`,
    title: `${n} processes`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= procs.slots; s++) start(procs.at(s), life);
    },
    properties: claims,
  }),
);
