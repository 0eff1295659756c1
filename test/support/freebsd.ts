/** Checks of the FreeBSD model, for tests that hold scenarios and mutations to what they say. */
import { fileURLToPath } from 'node:url';
import { check } from '../../src/index.ts';
import type { CheckInput, CheckResult } from '../../src/index.ts';

const kernel = fileURLToPath(new URL('../../models/freebsd/index.ts', import.meta.url));

/** Searches one scenario, with a bug planted or without. */
export function checkFreebsd(input: Omit<CheckInput, 'kernel'>): CheckResult {
  return check({ kernel, ...input }, { minimize: false, maxStates: 100_000 });
}

/** Names of what is not as it should be. */
export function wrongIn(result: CheckResult): readonly string[] {
  return result.properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
}
