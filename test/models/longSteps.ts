/** Steps that look at thousands of things one after another, and do the same whether or not somebody sets what they look at beside these. */
import { globals, scenario, start, zone } from '../../src/index.ts';
import type { Arr, Routine, U1 } from '../../src/index.ts';

interface Thread {
  td_id: U1;
}

interface Row {
  cells: Arr<U1, 100>;
}

interface Globals {
  x: U1;
  y: U1;
}

const threads = zone<Thread>('thread', { slots: 2, threads: true, stable: true });
const rows = zone<Row>('row', { slots: 40, stable: true });
const g = globals<Globals>('g');

function look_through(): void {
  for (let row = 1; row <= rows.slots; row++) for (let at = 0; at < 100; at++) if (rows.at(row).cells[at] === 1) g.y = 1;
}

function pass_by_x(): void {
  if (g.x === 0) g.y = 0;
  else g.y = 0;
}

function* set_x(): Routine {
  yield 'x';
  g.x = 1;
}

function* x_first(): Routine {
  yield 'go';
  pass_by_x();
  look_through();
}

function* x_last(): Routine {
  yield 'go';
  look_through();
  pass_by_x();
}

/** Whose step is asked about first is whose thread comes first. */
export default [
  scenario({
    name: 'x-first',
    title: 'what is set makes no difference to thousands of looks that follow',
    setup: () => {
      start(threads.at(1), set_x);
      start(threads.at(2), x_first);
    },
  }),
  scenario({
    name: 'x-last',
    title: 'what is set is looked at after thousands of others',
    setup: () => {
      start(threads.at(1), set_x);
      start(threads.at(2), x_last);
    },
  }),
  scenario({
    name: 'x-first-kept',
    title: 'a step of thousands of looks does the same after what another sets',
    setup: () => {
      start(threads.at(1), x_first);
      start(threads.at(2), set_x);
    },
  }),
];
