import { describe, expect, test, vi } from 'vitest';
import { Stopwatch } from '../../src/explore/stopwatch.ts';
import { unbounded } from '../support/toySearch.ts';

/** How many states go by, each of which takes so many seconds, until the time is up; and how often the clock was looked at. */
function statesUntilUp(secondsEach: number, maxSeconds: number): { readonly states: number; readonly looks: number } {
  let now = 0;
  let looks = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (looks++, 1000 * now));
  try {
    const stopwatch = new Stopwatch({ ...unbounded, maxSeconds });
    let states = 1;
    for (; !stopwatch.isUp(() => ({ states, transitions: 0, depth: 0, queue: 0 })); states++) now += secondsEach;
    return { states, looks };
  } finally {
    clock.mockRestore();
  }
}

describe('the time is up', () => {
  test('soon, even where a state takes long', () => {
    expect(statesUntilUp(0.1, 3).states).toBeLessThanOrEqual(40);
  });

  test('without many looks at the clock, where states take little', () => {
    const { states, looks } = statesUntilUp(1e-6, 1);
    expect(states).toBeLessThanOrEqual(1_002_000);
    expect(looks).toBeLessThan(3_000);
  });
});
