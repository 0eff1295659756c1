/** All claims about the life cycle of processes, in terms of a process table. */
import type { Property } from '../src/index.ts';
import { counts } from './counts.ts';
import { groups } from './groups.ts';
import { ids } from './ids.ts';
import { killing } from './killing.ts';
import { lending } from './lending.ts';
import { liveness } from './liveness.ts';
import { resources } from './resources.ts';
import { threads } from './threads.ts';
import { tree } from './tree.ts';
import { waiting } from './waiting.ts';

const all: readonly Property[] = [
  ...counts,
  ...ids,
  ...tree,
  ...groups,
  ...killing,
  ...threads,
  ...lending,
  ...resources,
  ...waiting,
  ...liveness,
];

/** What has to hold always, in every scenario: a kernel lists these as its own. */
export const lifeCycle: readonly Property[] = all.filter(({ kind }) => kind === 'always');

/**
 * What keeps those from holding vacuously. No scenario shows all of them, so each scenario lists the ones that it is there to
 * show; a test makes sure that each is shown somewhere.
 */
export const witnesses: readonly Property[] = all.filter(({ kind }) => kind === 'sometimes');

/** What has to happen in the end. Each scenario lists those that it can show to fail. */
export const inTheEnd: readonly Property[] = all.filter(({ kind }) => kind !== 'always' && kind !== 'sometimes');

export * from './birth.ts';
export * from './borrowing.ts';
export * from './counts.ts';
export * from './groups.ts';
export * from './ids.ts';
export * from './killing.ts';
export * from './lending.ts';
export * from './liveness.ts';
export type * from './processTable.ts';
export * from './resources.ts';
export * from './threads.ts';
export * from './tree.ts';
export * from './waiting.ts';
