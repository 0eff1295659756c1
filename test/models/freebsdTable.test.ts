import { expect, test } from 'vitest';
import { table } from '../../models/freebsd/table.ts';
import type { ProcessTable } from '../../properties/processTable.ts';

/** Models and properties do not import each other; that they fit is said here, to the type checker. What only claims outside the life cycle ask, it lacks. */
const view: Omit<ProcessTable, 'userLimit' | 'processesOfUser' | 'borrows' | 'childDiffers'> = table;

test('the table of FreeBSD answers with functions only', () => {
  expect(Object.values(view).filter((member) => typeof member !== 'function')).toEqual([]);
});
