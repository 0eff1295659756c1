import { expect, test } from 'vitest';
import 'forkcheck/vitest';

const kernel = 'kernel.ts';

test('the limit is kept, whoever forks first', () => {
  expect({ kernel, scenario: 'two-forks' }).toHold();
});

test('because of the lock', () => {
  expect({ kernel, scenario: 'two-forks', mutation: 'no-lock' }).toBeViolated('limit-is-kept');
});
