import { Alternatives, type Lean } from './alternatives.ts';
import { Pct } from './pct.ts';
import { below, oneOf, type Random } from './random.ts';
import type { Strategy } from './strategy.ts';
import { Weighted } from './weighted.ts';

// The bench measures what comes of these: `npm run bench -- --random`. What a depth of 1 meets, others meet too; and most bugs are
// met soonest where all agents go equally fast, while some are hardly ever met like that.
const depths = [2, 3, 4, 5] as const;
const stays = [0, 0, 1 / 2, 15 / 16] as const;
const spreads = [1, 16] as const;
const leans = ['even', 'even', 'first', 'last'] as const satisfies readonly Lean[];

/**
 * Draws how a walk goes: one in two by priorities that change, the other by weights, either with a preference among alternatives or
 * without. Bugs differ in what meets them, and a walk that is made for one hardly ever meets another.
 */
export function swarmStrategy(random: Random, steps: number): Strategy {
  const alternatives = new Alternatives(random, oneOf(random, leans));
  if (below(random, 2) === 0) return new Pct(random, { depth: oneOf(random, depths), steps }, alternatives);
  return new Weighted(random, { stays: oneOf(random, stays), spread: oneOf(random, spreads) }, alternatives);
}
