import { ourRooms } from '../../src/check.ts';
import type { Coverage, Judgement, LoadedModel, SearchResult, TransitionSystem } from '../../src/core/index.ts';
import { inTheEnd, lifeCycle } from '../../properties/index.ts';
import { settle } from '../../src/settings.ts';
import { signatureOf } from './signature.ts';

export interface Bounds {
  /** Each search ends after so many states. */
  readonly maxStates: number;
  /** Claims about runs are judged where a search has come to its end with so many states. */
  readonly maxRunStates: number;
}

export interface Judged {
  readonly broken: readonly Broken[];
  readonly coverage: Coverage;
  /** The runs were judged, too. */
  readonly runs: boolean;
}

/** A claim that does not hold, and the signature of the run that shows it. */
export interface Broken {
  readonly property: string;
  readonly signature: string;
}

/** Claims of single scenarios that hold in all: who dies with his debugger may have its SIGTRAP, so that the claim about that is not one of them. */
const further = ['orphans-are-marked'];

const claims = [...[...lifeCycle, ...inTheEnd].map(({ name }) => name), ...further];

/** Judges all claims about states, and once more with those about runs where there are few. */
export function judge(model: LoadedModel, scenario: string, { maxStates, maxRunStates }: Bounds): Judged {
  const system = model.compile({ scenario, properties: claims });
  const find = (of: TransitionSystem): SearchResult => ourRooms.search(of, { ...settle({ maxStates }), keepSteps: true }, ourRooms.openJudge);
  const found = find({ ...system, liveness: [] });
  const { complete, states } = found.coverage;
  const runs = complete && states <= maxRunStates;
  const { judgements, coverage } = runs ? find(system) : found;
  return { broken: brokenIn(system, judgements), coverage, runs };
}

/** One for each signature, the first: what is stuck breaks more than one claim. */
function brokenIn(system: TransitionSystem, judgements: readonly Judgement[]): readonly Broken[] {
  const broken = new Map<string, string>();
  for (const { name, verdict } of judgements) {
    if (verdict.kind !== 'violated') continue;
    const signature = signatureOf(system, name, verdict);
    if (!broken.has(signature)) broken.set(signature, name);
  }
  return [...broken].map(([signature, property]) => ({ property, signature }));
}
