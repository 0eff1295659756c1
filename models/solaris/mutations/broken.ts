import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** One edit, caught in one scenario by one claim. */
export function broken(name: string, title: string, routine: string, find: string, put: string, scenario: string, property: string): Mutation {
  return mutation({ name, title, edits: [{ routine, find, put }], caughtBy: { [scenario]: property } });
}
