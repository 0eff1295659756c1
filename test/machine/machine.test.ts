import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check.ts';

const toyKernel = fileURLToPath(new URL('toyKernel.ts', import.meta.url));

/** The verdicts that are not what a sound machine gives: everything violated or unwitnessed, and what was witnessed. */
function verdictsOf(scenario: string): Record<string, string> {
  const { properties } = check({ kernel: toyKernel, scenario }, { demonstrate: false });
  return Object.fromEntries(properties.filter(({ verdict }) => verdict !== 'holds').map(({ name, verdict }) => [name, verdict]));
}

describe('mutexes', () => {
  test('exclude each other, and a try can fail', () => {
    expect(verdictsOf('mutex')).toEqual({ late: 'witnessed' });
  });

  test.each([
    { scenario: 'order', wrong: {} },
    { scenario: 'order-reversed', wrong: { 'lock-order-reversal': 'violated' } },
    { scenario: 'recursion', wrong: { 'lock-misuse': 'violated' } },
    { scenario: 'unlock-unowned', wrong: { 'lock-misuse': 'violated' } },
    { scenario: 'sleep-with-mutex', wrong: { 'sleeping-forbidden': 'violated' } },
    { scenario: 'unguarded', wrong: { 'guard-violated': 'violated' } },
    { scenario: 'lock-to-user', wrong: { 'lock-held-on-return': 'violated' } },
  ])('$scenario', ({ scenario, wrong }) => {
    const { late: _late, ...rest } = verdictsOf(scenario);
    expect(rest).toEqual(wrong);
  });
});

describe('sx locks', () => {
  test('readers share, writers do not', () => {
    expect(verdictsOf('sx')).toEqual({ together: 'witnessed' });
  });

  test('a blocking reader defers to a writer that waits', () => {
    expect(verdictsOf('sx-defers')).toEqual({});
  });

  test('a reader that only tries does not', () => {
    expect(verdictsOf('sx-try-overtakes')).toEqual({ overtaken: 'witnessed' });
  });
});

describe('sleep queues', () => {
  test('an interlock keeps the wakeup from being missed', () => {
    expect(verdictsOf('wakeup')).toEqual({});
  });

  test('without one it is', () => {
    expect(verdictsOf('lost-wakeup')).toMatchObject({ deadlock: 'violated' });
  });

  test('a signal wakes one waiter at most', () => {
    expect(verdictsOf('one-signal')).toMatchObject({ deadlock: 'violated' });
  });

  test('a timed wait ends by itself', () => {
    expect(verdictsOf('timeout')).toEqual({ late: 'witnessed' });
  });

  test('unless time stands still', () => {
    expect(verdictsOf('no-timeout')).toMatchObject({ deadlock: 'violated' });
  });
});

// load, store of one thread and load, store of the other: one increment is lost only if one pair stands inside the other.
describe('CPUs', () => {
  test('two threads on two CPUs interleave', () => {
    expect(verdictsOf('two-cpus')).toEqual({ 'never-lost': 'violated' });
  });

  test('two threads on one CPU do not, without a clock', () => {
    expect(verdictsOf('one-cpu')).toEqual({});
  });

  test('a tick in the wrong place is enough', () => {
    expect(verdictsOf('one-cpu-clock')).toEqual({ 'never-lost': 'violated' });
  });
});
