import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fragmentOf, type Link, linkOf } from '../../src/page/link.ts';

test('a link of a branch is short, and says which model it is of', () => {
  const then = [...Array.from({ length: 14 }, () => ({ agent: 2, alternative: 0 })), { agent: 0, alternative: 3 }];
  const link: Link = { run: 0, step: 12, branch: { after: 10, then, of: '5228e770' } };
  expect(fragmentOf(link)).toBe('#run=1&step=12&after=10&then=2x14,0.3&of=5228e770');
});

test('any link comes back as it was', () => {
  const choice = fc.record({ agent: fc.nat(12), alternative: fc.nat(3) });
  const branch = fc.record({ after: fc.nat(99), then: fc.array(choice, { minLength: 1 }), of: fc.constant('0a1b2c3d'), cycle: fc.nat(50) }, { requiredKeys: ['after', 'then', 'of'] });
  const link = fc.record({ run: fc.nat(9), step: fc.nat(500), branch }, { requiredKeys: ['run', 'step'] });
  fc.assert(
    fc.property(link, (one) => {
      expect(linkOf(fragmentOf(one))).toEqual(one);
    }),
  );
});

test.each(['', '#', '#step=-3&run=x', '#then=&after=1e9', '#then=1x999999999999', '#then=a,b', '#step=Infinity'])('%j is read without harm', (fragment) => {
  const { step, run, branch } = linkOf(fragment);
  expect([Number.isInteger(step) || step === Infinity, run >= 0, (branch?.then.length ?? 0) <= 10_000]).toEqual([true, true, true]);
});
