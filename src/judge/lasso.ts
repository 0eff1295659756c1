import { type Choice, idle, type Schedule } from '../core/index.ts';
import { Breadth, type Way } from './breadth.ts';
import type { FairComponents } from './fairComponents.ts';
import type { Product } from './product.ts';
import { RoundTrips } from './roundTrips.ts';

/** A run that goes round for ever: after `cycle` steps it begins to repeat the others; if there are none, it stays. */
export interface Lasso {
  readonly schedule: Schedule;
  readonly cycle: number;
}

/** From so many nodes cycles are tried, and about so many ways are looked at for all but the first. */
const mostTries = 50;
const mostLooks = 2_000_000;

/** A short run into a fair component and round in it: the shortest of those that begin with the nodes first come to. */
export function shortestLasso(fair: FairComponents): Lasso {
  const { product } = fair;
  const stems = new Breadth(product);
  const trips = new RoundTrips(fair);
  let best: { readonly stem: readonly Way[]; readonly cycle: readonly Way[] } | undefined;
  let tries = 0;
  stems.begin(product.beginnings());
  for (let node = stems.take(); node !== -1 && (tries < mostTries || best === undefined); node = stems.take()) {
    if (fair.fairComponentOf(node) !== 0) {
      const stem = stems.pathTo(node);
      if (best !== undefined && (stem.length >= lengthOf(best) || trips.looked > mostLooks)) break;
      const found = { stem, cycle: trips.around(node) };
      tries++;
      if (best === undefined || lengthOf(found) < lengthOf(best)) best = found;
    }
    stems.spread(node, () => true);
  }
  if (best === undefined) throw new Error('forkcheck bug: no way leads to a fair component');
  return rolledBack(stepsOf(product, best.stem), stepsOf(product, best.cycle));
}

function lengthOf({ stem, cycle }: { readonly stem: readonly Way[]; readonly cycle: readonly Way[] }): number {
  return stem.length + cycle.length;
}

/** A step of the graph, from a state. */
interface Step extends Choice {
  readonly from: number;
}

/** What the agents do on a way: staying where no one has a step is nothing. */
function stepsOf(product: Product, ways: readonly Way[]): readonly Step[] {
  const { graph } = product;
  return ways.flatMap(({ node, way }) => {
    const from = product.stateOf(node);
    const edge = product.edge(node, way);
    return graph.agent(edge) === idle ? [] : [{ from, ...graph.choice(from, edge) }];
  });
}

/** Leaves out of the stem what is the end of the cycle, too: the cycle then begins that much earlier. */
function rolledBack(stem: readonly Step[], cycle: readonly Step[]): Lasso {
  let back = 0;
  while (back < stem.length && back < cycle.length && isSame(stem.at(-1 - back), cycle.at(-1 - back))) back++;
  const start = stem.length - back;
  const turned = [...cycle.slice(cycle.length - back), ...cycle.slice(0, cycle.length - back)];
  const schedule = [...stem.slice(0, start), ...turned].map(({ agent, alternative }) => ({ agent, alternative }));
  return { schedule, cycle: start };
}

function isSame(one: Step | undefined, other: Step | undefined): boolean {
  return one?.from === other?.from && one?.agent === other?.agent && one?.alternative === other?.alternative;
}
