/** What the type checker refuses in a model, so that an editor says it, and completes what is right: `npm run check-types` looks at this file. */
import { expect, test } from 'vitest';
import { always, globals, kernel, leadsTo, mutation, params, scenario, sometimes, zone } from '../src/index.ts';
import type { Ref, Routine, U2, Vocabulary } from '../src/index.ts';
import type { FreeBSD } from '../models/freebsd/vocabulary.ts';

interface Proc {
  p_added: U2;
}
interface Globals {
  n: U2;
}
interface Table {
  nprocs(): number;
}

const k = globals<Globals>('k');
const conf = params({ maxproc: 3 });
const procs = zone<Proc>('proc', { slots: 3 });

function* program(): Routine {
  yield 'here';
}

/** None of these is called: they need not run, only be refused. */
const refused = [
  // @ts-expect-error: a scenario has no `proceses`
  () => scenario({ name: 's', title: '', proceses: [] }),
  // @ts-expect-error: a process has no `thread`
  () => scenario({ name: 's', title: '', processes: [{ name: 'P', thread: [program] }] }),
  // @ts-expect-error: and no scenario is without a title
  () => scenario({ name: 's' }),
  // @ts-expect-error: a limit of FreeBSD is called maxproc
  () => scenario<FreeBSD>({ name: 's', title: '', params: { maxprocs: 3 } }),
  // @ts-expect-error: its clock is called clock
  () => scenario<FreeBSD>({ name: 's', title: '', interrupts: { clok: 1 } }),
  // @ts-expect-error: a process has flags in p_flag
  () => scenario<FreeBSD>({ name: 's', title: '', processes: [{ name: 'P', threads: [program], set: { p_flags: 1 } }] }),
  // @ts-expect-error: a kernel has scenarios
  () => kernel({ name: 'k', title: '', process: () => procs.at(1), thread: () => undefined, properties: [], mutations: [] }),
  // @ts-expect-error: a mutation is caught by something
  () => mutation({ name: 'm', title: '', edits: [] }),
  // @ts-expect-error: an edit puts something in place of what it finds
  () => mutation({ name: 'm', title: '', edits: [{ routine: 'fork', find: 'a', replace: 'b' }], caughtBy: {} }),
  // @ts-expect-error: a global is declared
  () => always('a', 'a claim', () => k.m === 0),
  // @ts-expect-error: so is a field
  () => always('a', 'a claim', () => procs.at(1).p_removed === 0),
  // @ts-expect-error: and a parameter
  () => sometimes('s', 'a claim', () => k.n === conf.minproc),
  // @ts-expect-error: and what a table has
  () => always<Table>('a', 'a claim', (table) => table.nthreads() === 0),
  // @ts-expect-error: fairness is `weak` or `strong`
  () => leadsTo('l', 'a claim', () => k.n === 1, () => k.n === 0, { strict: 'all' }),
];

/** And these are fine. */
const accepted = [
  () => scenario({ name: 's', title: '', params: { anything: 1 }, processes: [{ name: 'P', threads: [program], set: { p_added: 1 } }] }),
  () => scenario<FreeBSD>({ name: 's', title: '', params: { maxproc: 3, cpus: 1 }, interrupts: { clock: 2 }, processes: [{ name: 'P', threads: [program], set: { p_flag: 1, 'p_sigacts.ps_flag': 0 } }] }),
  () => always<Table>('a', 'a claim', (table) => table.nprocs() < 3),
  (p: Ref<Proc>) => p.p_added,
  (): Vocabulary => ({ params: 'any', interrupts: 'any', fields: 'any' }),
];

test('there are refusals and acceptances for the type checker', () => {
  expect(refused.length).toBeGreaterThan(accepted.length);
});
