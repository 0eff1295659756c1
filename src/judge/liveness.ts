import type { CompiledLiveness, Ending, Judgement, Route, TellWork, Verdict, WholeGraph } from '../core/index.ts';
import { automatonAgainst } from './automaton.ts';
import { breadthBytes } from './breadth.ts';
import { componentBytes } from './components.ts';
import { FairComponents } from './fairComponents.ts';
import { type Lasso, shortestLasso } from './lasso.ts';
import { Product } from './product.ts';
import { trimmed } from './trim.ts';
import { type Valuation, Valuations } from './valuations.ts';

/** Bytes a node that judging a property takes at most: components, then their numbers, stems and cycles. */
const nodeBytes = Math.max(componentBytes, 4 + 2 * breadthBytes);

/** There is no time left for judging. */
class OutOfTime extends Error {}

/**
 * Judges the properties of whole runs on the graph that a search has found. A run that goes round in the part that was searched
 * breaks a property, whether or not there is more.
 */
export function judgeLiveness(properties: readonly CompiledLiveness[], route: Route, ending: Ending): readonly Judgement[] {
  if (properties.length === 0) return [];
  const graph = ending.whole?.() ?? ending.bound ?? 'runs';
  if (typeof graph === 'string') return properties.map((property) => judgementOf(property, { kind: 'unknown', bound: graph }, 0));
  const judged: Judgement[] = [];
  try {
    const tell = inTime(ending);
    const valuations = new Valuations(graph, properties, tell);
    for (const property of properties) judged.push(judgementOf(property, verdictOn(property, graph, valuations, route, { ...ending, tell }), graph.states));
    return judged;
  } catch (error) {
    if (error instanceof OutOfTime) return [...judged, ...properties.slice(judged.length).map((property) => judgementOf(property, { kind: 'unknown', bound: 'max-seconds' }, 0))];
    // The machine, or the bound, has no memory left for the arrays.
    if (!(error instanceof RangeError)) throw error;
    return properties.map((property) => judgementOf(property, { kind: 'unknown', bound: 'max-memory' }, 0));
  }
}

/** Tells how far it is, and throws an `OutOfTime` where the time is up. */
function inTime({ tell, isTimeUp }: Ending): TellWork {
  return (what, done) => {
    tell?.(what, done);
    if (isTimeUp?.() === true) throw new OutOfTime();
  };
}

function judgementOf({ name, claim, kind, fairness }: CompiledLiveness, verdict: Verdict, looked: number): Judgement {
  return { name, claim, kind, verdict, looked, fairness: fairness.name };
}

function verdictOn(property: CompiledLiveness, graph: WholeGraph, valuations: Valuations, route: Route, ending: Ending): Verdict {
  const misstep = valuations.misstepOf(property);
  if (misstep !== undefined) return { kind: 'violated', schedule: route.to(misstep.state), fault: misstep.fault };
  const each = valuations.valuationsOf(property);
  const lassos = each.flatMap((valuation, index) => {
    const told = (done: number): void => ending.tell?.(`judging ${property.name}`, (index + done) / each.length);
    told(0);
    return lassoAgainst(property, graph, valuation, told) ?? [];
  });
  const [shortest] = lassos.toSorted((a, b) => a.schedule.length - b.schedule.length);
  if (shortest !== undefined) return { kind: 'violated', ...shortest };
  return ending.bound === undefined ? { kind: 'holds' } : { kind: 'unknown', bound: ending.bound };
}

/** A fair run that breaks the property for one of the numbers that it is claimed for. Throws a `RangeError` for want of memory. */
function lassoAgainst({ formula, fairness }: CompiledLiveness, graph: WholeGraph, valuation: Valuation, tell: (done: number) => void): Lasso | undefined {
  const product = new Product(graph, trimmed(automatonAgainst(formula)), valuation);
  if (!graph.allows(nodeBytes * product.nodes)) throw new RangeError('no memory for the components');
  const fair = new FairComponents(product, fairness, tell);
  return fair.find() ? shortestLasso(fair) : undefined;
}
