import type { Guarantee, Sample } from '../core/index.ts';
import { counted, grouped } from './counted.ts';

/** Tells what random walks saw, and what is guaranteed of them. */
export function sampleText(sample: Sample): readonly string[] {
  const { strategy, walks, locations, allLocations, guarantee } = sample;
  return [
    `${counted(walks, 'walk')} (${strategy}), ${differing(sample)}, ${grouped(locations)} of ${counted(allLocations, 'location')}`,
    ...(guarantee === undefined ? [] : guaranteeText(guarantee, walks)),
  ];
}

function differing({ distinct, distinctIsFull, expectedOmissions }: Sample): string {
  const states = counted(distinct, 'distinct state');
  if (distinctIsFull) return `at least ${states}`;
  return `${states} (64-bit fingerprints miss ${expectedOmissions.toPrecision(1)} of them on average)`;
}

function guaranteeText({ agents, steps, depth, longest }: Guarantee, walks: number): readonly string[] {
  const odds = agents * steps ** (depth - 1);
  const inAll = -Math.expm1(walks * Math.log1p(-1 / odds));
  return [
    `a bug that needs ${counted(depth, 'ordering')} of steps is met by a walk with probability 1/(n k^(d-1)) = 1/${large(odds)} at least,`,
    `  by one of ${grouped(walks)} with ${inAll.toPrecision(2)}, for d = ${depth}, runs of at most k = ${grouped(steps)} steps and n = ${counted(agents, 'agent')},`,
    `  times the odds of the alternatives that it needs`,
    ...(longest > steps ? [`  (some walks had up to ${counted(longest, 'step')}: \`--pct-steps ${longest}\` would speak of them too)`] : []),
  ];
}

/** A number that may be too large for all of its digits. */
function large(count: number): string {
  return Number.isSafeInteger(count) ? grouped(count) : count.toPrecision(3);
}
