/** vfork again: for how long a child's lender has to wait. Kernels that record when a child stops using lent memory list these. */
import { always } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const lentMemoryKeepsItsLender = always<ProcessTable>(
  'lent-memory-keeps-its-lender',
  'while a vfork child that is complete still uses the memory that it was lent, the thread that lent it waits',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isAlive(p) && table.borrows(p) && table.lender(p) === 0) return false;
    return true;
  },
);

export const lenderWaitsForNoProgram = always<ProcessTable>(
  'lender-waits-for-no-program',
  'no thread in user mode keeps a lender waiting whose process has executed another program',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      const p = table.processOf(t);
      if (p !== 0 && table.inUserMode(t) && table.lender(p) !== 0 && !table.borrows(p)) return false;
    }
    return true;
  },
);

export const borrowing: readonly Property[] = [lentMemoryKeepsItsLender, lenderWaitsForNoProgram];
