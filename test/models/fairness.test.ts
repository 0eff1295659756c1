/** Which fairness it takes for the first process to be in its critical section again and again: published verdicts, recomputed. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../src/check.ts';

interface Row {
  readonly model: string;
  readonly lock: string;
  readonly sizes: readonly number[];
  readonly unfairly: string;
  readonly weakly: string;
  readonly strongly: string;
}

const rows: readonly Row[] = [
  { model: 'locks', lock: 'await', sizes: [2, 3], unfairly: 'violated', weakly: 'violated', strongly: 'holds' },
  // A try that is in vain is a step, so that trying again and again is fair.
  { model: 'locks', lock: 'try', sizes: [2, 3], unfairly: 'violated', weakly: 'violated', strongly: 'violated' },
  { model: 'locks', lock: 'queue', sizes: [2, 3], unfairly: 'violated', weakly: 'holds', strongly: 'holds' },
  { model: 'petersonInTurn', lock: 'peterson', sizes: [2, 3], unfairly: 'violated', weakly: 'holds', strongly: 'holds' },
  // A deadlock goes on for ever.
  { model: 'philosophersInTurn', lock: 'philosophers', sizes: [2, 3], unfairly: 'violated', weakly: 'violated', strongly: 'violated' },
];

const each = rows.flatMap((row) => row.sizes.map((size) => ({ ...row, size })));

test.each(each)('$lock, $size: $unfairly without fairness, $weakly with weak, $strongly with strong', ({ model, lock, size, unfairly, weakly, strongly }) => {
  const { properties } = check({ kernel: resolve(`test/models/${model}.ts`), scenario: `${lock}-${size}` });
  const claims = properties.filter(({ kind }) => kind === 'always-eventually');
  expect(claims.map(({ name, verdict, fairness }) => [name, verdict, fairness])).toEqual([
    [`${lock}-unfairly`, unfairly, 'no'],
    [`${lock}-weakly`, weakly, 'weak'],
    [`${lock}-strongly`, strongly, 'strong'],
  ]);
});
