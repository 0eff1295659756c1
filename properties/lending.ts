/** vfork: a thread lends its memory to a child, and waits until the child gives it back. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const lenderStaysInTheKernel = always<ProcessTable>(
  'lender-stays-in-the-kernel',
  'a thread that lent its memory runs no code in user mode before the child has executed or exited',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      const lender = table.lender(p);
      if (lender !== 0 && table.inUserMode(lender)) return false;
    }
    return true;
  },
);

export const borrowerCanGiveBack = always<ProcessTable>(
  'borrower-can-give-back',
  'a child that has not given memory back is in the table and no zombie, and still tells its lender to wait',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.lender(p) === 0) continue;
      if (!table.inTable(p) || table.isZombie(p) || !table.keepsLenderWaiting(p)) return false;
    }
    return true;
  },
);

export const lenderWaitsForItsOwn = always<ProcessTable>(
  'lender-waits-for-its-own',
  'a thread that waits for a vfork child looks at a process that it lent its memory to, or at one that asks nobody to wait',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      if (!table.waitsForVfork(t)) continue;
      const child = table.borrowerOf(t);
      if (child !== 0 && table.keepsLenderWaiting(child) && table.lender(child) !== t) return false;
    }
    return true;
  },
);

/** For lender-stays-in-the-kernel and borrower-can-give-back. */
export const threadLendsMemory = sometimes<ProcessTable>(
  'thread-lends-memory',
  'a thread waits for its vfork child',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.lender(p) !== 0 && table.waitsForVfork(table.lender(p))) return true;
    }
    return false;
  },
);

/** For lender-waits-for-its-own: it has still to look, and by then the process may be another one. */
export const borrowerHasGivenBack = sometimes<ProcessTable>(
  'borrower-has-given-back',
  'a thread still waits for a vfork child that has given its memory back',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      if (table.waitsForVfork(t) && table.borrowerOf(t) !== 0 && table.lender(table.borrowerOf(t)) !== t) return true;
    }
    return false;
  },
);

export const lending: readonly Property[] = [
  lenderStaysInTheKernel,
  borrowerCanGiveBack,
  lenderWaitsForItsOwn,
  threadLendsMemory,
  borrowerHasGivenBack,
];
