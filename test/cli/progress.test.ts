import { describe, expect, test } from 'vitest';
import { ProgressLine, type Screen } from '../../src/cli/progress.ts';
import { SizeEstimate } from '../../src/cli/sizeEstimate.ts';
import type { Progress } from '../../src/core/index.ts';

const so = (seconds: number, more: Partial<Progress> = {}): Progress => ({
  search: 'bfs',
  states: 1000,
  transitions: 2000,
  depth: 3,
  queue: 4,
  seconds,
  ...more,
});

function written(screen: Omit<Screen, 'write'>, ...figures: readonly Progress[]): readonly string[] {
  const texts: string[] = [];
  const line = new ProgressLine({ ...screen, write: (text) => texts.push(text) });
  for (const each of figures) line.show(each);
  line.clear();
  return texts;
}

describe('the progress line', () => {
  test('overwrites itself on a terminal, five times a second at most', () => {
    const figures = (rate: string, seconds: string): string =>
      `\r\x1b[K1,000 states, 2,000 transitions, depth 3, 4 to go, ${seconds} s, ${rate} states/s`;
    expect(written({ isTTY: true }, so(0.5), so(0.6), so(1))).toEqual([figures('2,000', '0.5'), figures('1,000', '1.0'), '\r\x1b[K']);
  });

  test('is written now and then where stderr is no terminal', () => {
    expect(written({ isTTY: false }, so(1), so(2), so(11.5))).toHaveLength(2);
  });

  test('is never wrapped', () => {
    expect(written({ isTTY: true, columns: 21 }, so(1))[0]).toBe('\r\x1b[K1,000 states, 2,000 ');
  });

  test('of random walks has the rate, the distinct states, and for how long no location was new', () => {
    const walks = (seconds: number, count: number, locations: number): Progress => {
      const figures = { walks: count, distinct: 10 * count, locations, allLocations: 50 };
      return so(seconds, { search: 'random', states: 100 * count, walks: figures });
    };
    expect(written({ isTTY: false }, walks(1, 20, 30), walks(5, 100, 31), walks(20, 400, 31), walks(31, 600, 32))).toEqual([
      '20 walks, 200 states, 30 of 50 locations, 1.0 s, 20 walks/s, 2,000 steps/s\n',
      '400 walks, 4,000 states, 31 of 50 locations (none new for 300 walks), 20.0 s, 20 walks/s, 2,000 steps/s\n',
      '600 walks, 6,000 states, 32 of 50 locations, 31.0 s, 19 walks/s, 1,935 steps/s\n',
    ]);
  });

  test('says what is being worked on once the search has ended', () => {
    const judging = (seconds: number, done: number): Progress => so(seconds, { queue: 0, afterwards: { what: 'judging all-done', done } });
    expect(written({ isTTY: false }, so(1), judging(12, 0), judging(24, 0.999))).toEqual([
      '1,000 states, 2,000 transitions, depth 3, 4 to go, 1.0 s, 1,000 states/s\n',
      '1,000 states, 2,000 transitions, judging all-done: 0 %, 12.0 s\n',
      '1,000 states, 2,000 transitions, judging all-done: 99 %, 24.0 s\n',
    ]);
  });

  test('begins anew with another search', () => {
    const lines = written({ isTTY: false }, so(1, { states: 1000, queue: 1000 }), so(20, { states: 1600, queue: 400 }), so(1), so(2));
    expect(lines[1]).toBe('1,600 states, 2,000 transitions, depth 3, 400 to go of about 2,000 states, 20.0 s, 80 states/s\n');
    expect(lines[2]).toBe('1,000 states, 2,000 transitions, depth 3, 4 to go, 1.0 s, 1,000 states/s\n');
  });
});

describe('the size', () => {
  const estimates = (search: Progress['search'], ...figures: readonly (readonly [number, number])[]): readonly (number | undefined)[] => {
    const estimate = new SizeEstimate();
    return figures.map(([states, queue]) => estimate.after(so(1, { search, states, queue })));
  };

  // From 1,000 to 500 to go it takes 1,500 states expanded and 1,000 found; at that pace, 1,500 more are expanded and 1,000 found.
  test('is estimated from how fast the queue shrinks', () => {
    expect(estimates('bfs', [1_500, 600], [3_000, 1_000], [4_000, 500])).toEqual([undefined, undefined, 5_000]);
  });

  test('is not estimated while the queue grows, nor when it has hardly shrunk', () => {
    expect(estimates('bfs', [10, 8], [100, 60], [1_000, 400], [1_500, 301])).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('is given up when the queue grows beyond what it was', () => {
    expect(estimates('bfs', [1_000, 400], [1_500, 300], [3_000, 500])).toEqual([undefined, 3_000, undefined]);
  });

  test('is not estimated for other searches', () => {
    expect(estimates('dfs', [3_000, 1_000], [4_000, 500])).toEqual([undefined, undefined]);
    expect(estimates('random', [3_000, 1_000], [4_000, 500])).toEqual([undefined, undefined]);
  });
});
