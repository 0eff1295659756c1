/** The saved findings are runs of the models as they are. Where one is not any more, `npm run findings` tells whether it is gone. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recompute } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { loadCounterexample } from '../../src/trace/index.ts';
import { someOf } from '../support/kernels.ts';

const files = readdirSync('counterexamples').filter((file) => file.endsWith('.json'));

test.each(someOf(files))('%s is reproduced', (file) => {
  const replay = recompute(loadCounterexample(`counterexamples/${file}`), (name) => findModule(name).file);
  expect(replay.kind).toBe('reproduced');
});
