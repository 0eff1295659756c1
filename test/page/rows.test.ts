/** What the lanes of the page show of runs of a kernel. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { reopen } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { openModel } from '../../src/compile/index.ts';
import type { Executable } from '../../src/core/index.ts';
import { execute, type History } from '../../src/page/history.ts';
import { rowsOf, type Table } from '../../src/page/rows.ts';
import { cycleIn, waitGraph } from '../../src/page/waits.ts';
import { openSystem } from '../../src/system/index.ts';
import { loadCounterexample, replaySaved } from '../../src/trace/index.ts';

interface Shown {
  readonly table: Table;
  readonly history: History;
  readonly executable: Executable;
}

/** A saved finding as the page has it: executed by what a file carries. */
function shown(name: string): Shown {
  const found = loadCounterexample(resolve(`counterexamples/${name}.json`));
  const executable = reopen(found, (reference) => findModule(reference).file).executable!;
  const system = openSystem(executable);
  const schedule = replaySaved(system, found).trace.steps.map(({ choice }) => choice);
  const history = execute(system, schedule);
  return { table: rowsOf({ history, executable }), history, executable };
}

/** All that is said in the lane of an agent. */
function eventsOf({ table: { lanes, rows } }: Shown, name: string): readonly string[] {
  const lane = lanes.findIndex((one) => one.name === name);
  return rows.flatMap(({ cells }) => cells[lane]!.events.map(({ text }) => text));
}

test('a vfork parent sleeps on what is no child of its own any more', () => {
  const it = shown('freebsd-vfork-recycled-child-deadlock');
  expect(it.table.lanes.map(({ name, process }) => [name, process])).toEqual([['init', ''], ['P.1', ''], ['P.2', ''], ['thread4', 'proc[3]']]);
  expect(eventsOf(it, 'P.2').slice(-2)).toEqual(['− releases proc[3].p_mtx', 'z sleeps on proc[3].p_pwait']);
  const last = it.table.rows.at(-1)!;
  expect(last.cells.map(({ standing }) => standing)).toEqual(['asleep', 'asleep', 'asleep', 'resting']);
  expect(waitGraph(it.history.moments.at(-1)!)).toContainEqual({ from: 'P.1', to: 'proc[3].p_pwait', kind: 'sleeps-on' });
  const act = it.table.rows.flatMap(({ cells }) => cells[2]!.acts ?? []).at(-1);
  expect(act).toMatchObject({ route: 'ast_vfork › PROC_LOCK', kernel: 'kern_fork.c:826' });
  expect(act?.text).toContain('PROC_LOCK(p)');
});

test('two threads wait for each other, one of them for a lock that no local variable of its refers to', () => {
  const { history } = shown('freebsd-5-fork-limits-kill-deadlock');
  expect(cycleIn(waitGraph(history.moments.at(-1)!))).toEqual(['P', 'k.Giant', 'K', 'P.p_mtx', 'P']);
  expect(history.moments.map(({ broken }) => broken.includes('no-sleep-with-a-process-locked'))).toEqual(expect.arrayContaining([false, true]));
});

test('a suspended thread, and who is let go on by whom', () => {
  const it = shown('freebsd-kill-stop-killed-process-dies');
  expect(eventsOf(it, 'P')).toContain('‖ suspended');
  expect(it.table.rows.at(-1)!.cells.map(({ standing }) => standing)).toContain('suspended');
  const arrows = it.table.rows.filter(({ cells }) => cells.some(({ arrow }) => arrow?.startsWith('ends-') === true));
  expect(arrows.map(({ number }) => number)).toEqual(it.history.steps.flatMap(({ lets }, index) => (lets.length > 0 ? [index + 1] : [])));
  expect(arrows.length).toBeGreaterThan(0);
});

test('what two schedules have in common is executed once, and comes out the same', () => {
  const { history, executable } = shown('freebsd-5-fork-limits-kill-deadlock');
  const system = openSystem(executable);
  const other = history.moments[10]!.choices.find(({ choice }) => choice.agent !== history.steps[10]!.choice.agent)!;
  const schedule = [...history.steps.slice(0, 10).map(({ choice }) => choice), other.choice];
  const branch = execute(system, schedule, history);
  expect(branch.moments[10]).toBe(history.moments[10]);
  expect(JSON.stringify(branch)).toBe(JSON.stringify(execute(openSystem(executable), schedule)));
});

test('in a model without processes, whoever runs has a lane', () => {
  const { executable } = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });
  const fork = Array.from({ length: 8 }, () => ({ agent: 0, alternative: 0 }));
  const history = execute(openSystem(executable!), fork);
  expect(history.steps).toHaveLength(8);
  expect(rowsOf({ history, executable: executable! }).lanes.map(({ name }) => name)).toEqual(['thread1', 'thread2']);
});
