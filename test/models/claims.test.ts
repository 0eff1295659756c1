/** Each claim about a kernel can fail: a mutation breaks it, or the kernel does. That they do, `npm run zoo` and the replays show. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catchesOf } from '../../bench/catches.ts';
import { zoos } from '../../bench/kernels.ts';
import { ourRooms } from '../../src/check.ts';
import { loadCounterexample } from '../../src/trace/index.ts';

const findings = readdirSync('counterexamples').filter((name) => name.endsWith('.json')).map((name) => loadCounterexample(`counterexamples/${name}`));

test.each(Object.keys(zoos))('%s: each claim is broken somewhere', (kernel) => {
  const { properties, mutations } = ourRooms.openModel({ file: `models/${kernel}/index.ts` });
  const caught = catchesOf(mutations).map(({ property }) => property);
  const found = findings.filter((one) => one.kernel === kernel).map(({ property }) => property);
  const broken = new Set([...caught, ...found]);
  expect(properties.filter(({ kind, name }) => kind !== 'sometimes' && !broken.has(name)).map(({ name }) => name)).toEqual([]);
});
