import { expect, test } from 'vitest';
import { chromeTrace, itf, mermaid, shiviz } from '../../src/formats/index.ts';
import { endless, richRun, run } from './runs.ts';

test('a step tells whom it let go on', () => {
  expect(run.trace.steps.map(({ lets }) => lets)).toEqual([[], ['A one'], [], []]);
});

test.each([itf, chromeTrace, shiviz, mermaid])('%o gives the same bytes for the same run', (format) => {
  expect(format(run)).toBe(format(structuredClone(run)));
});

interface Itf {
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
  readonly loop?: number;
}

/** Reads as the format's definition has it: `vars` are in each state, numbered, and values are of a few kinds. */
function readItf(text: string): Itf {
  const object = JSON.parse(text) as Itf;
  expect(object).toMatchObject({ '#meta': { format: 'ITF' } });
  for (const [index, state] of object.states.entries()) {
    expect(state['#meta']).toMatchObject({ index });
    expect(Object.keys(state).filter((key) => key !== '#meta')).toEqual(object.vars);
    for (const name of object.vars) expect(isItfValue(state[name]), `${name} of state ${index}`).toBe(true);
  }
  return object;
}

function isItfValue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return '#set' in value && Array.isArray(value['#set']) && value['#set'].every(isItfValue);
  return typeof value === 'boolean' || typeof value === 'string' || Number.isSafeInteger(value);
}

test('ITF has a variable for each field, a state more than steps, and the start of a cycle', () => {
  const { vars, states, loop } = readItf(itf(run));
  expect(vars).toEqual(expect.arrayContaining(['k.owner', 'k.set']));
  expect(states.map((state) => state['k.owner'])).toEqual([2, 2, 0, 1, 1]);
  expect(loop).toBeUndefined();
  expect(readItf(itf(endless)).loop).toBe(2);
});

test('ITF has sets, booleans, and a word for what does not exist', () => {
  const { states } = readItf(itf(richRun));
  expect(states.map((state) => [state['P.p_pptr'], state.sharers, state.flag, state['T.local']])).toEqual([
    ['nil', { '#set': [] }, false, 'absent'],
    ['nil', { '#set': [1, 2] }, true, -3],
    ['nil', { '#set': [1, 2] }, true, 'absent'],
  ]);
});

interface ChromeEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

test("Chrome's trace events: a slice a step, named threads, an arrow for who is let go on, an instant for a fault", () => {
  const { traceEvents: events } = JSON.parse(chromeTrace(run)) as { traceEvents: readonly ChromeEvent[] };
  const ofKind = (ph: string): readonly ChromeEvent[] => events.filter((event) => event.ph === ph);
  expect(events.every(({ ph, ts }) => ph === 'M' || typeof ts === 'number')).toBe(true);
  expect(ofKind('X').map(({ name, ts, dur, tid }) => [name, ts, dur, tid])).toEqual([
    ['b:work [way 1]', 0, 1000, 1],
    ['b:unlock', 1000, 1000, 1],
    ['a one:wait', 2000, 1000, 2],
    ['a one:fault: "<&>", 100%', 3000, 1000, 2],
  ]);
  expect(ofKind('M').map(({ args }) => args?.name)).toEqual(['toy.ts two-adders, mutation lock', 'B', 'A one']);
  const [start, end] = [ofKind('s'), ofKind('f')];
  expect([start.length, end.length, start[0]?.id === end[0]?.id, start[0]?.ts, end[0]?.ts]).toEqual([1, 1, true, 1500, 2500]);
  expect(ofKind('i')[0]?.name).toBe('assertion-failed: no; not <this> & "that" #1');
});

/** Reads as ShiViz does: by the expression in the first line; a host's own time goes up by one, and what is known of others never back. */
test('ShiViz reads a host and a vector clock for each step', () => {
  const [expression = '', delimiter, ...lines] = shiviz(run).split('\n');
  expect(delimiter).toBe('');
  const events = [...lines.join('\n').matchAll(new RegExp(expression, 'g'))].map(({ groups }) => ({
    host: groups!.host!,
    clock: JSON.parse(groups!.clock!) as Readonly<Record<string, number>>,
    event: groups!.event,
  }));
  expect(events).toHaveLength(run.trace.steps.length);
  for (const [index, { host, clock }] of events.entries()) {
    const last = events.slice(0, index).findLast((one) => one.host === host)?.clock ?? {};
    expect(clock[host]).toBe((last[host] ?? 0) + 1);
    for (const [other, time] of Object.entries(last)) expect(clock[other]).toBeGreaterThanOrEqual(time);
  }
  // A goes on because B gave the lock up.
  expect(events[2]).toMatchObject({ host: 'A_one', clock: { A_one: 1, B: 2 } });
});

test('Mermaid has a participant an agent, a note a step, an arrow, and a loop for a cycle; nothing of a text is taken for syntax', () => {
  const lines = mermaid(run).split('\n');
  expect(lines.slice(0, 4)).toEqual(['---', expect.stringMatching(/^title: ".*"$/), '---', 'sequenceDiagram']);
  expect(lines.slice(4)).toEqual([
    '  participant a0 as B',
    '  participant a1 as A one',
    '  Note over a0: 1 b#58;work [way 1]<br/>k.set#58; 0 -#62; 5',
    '  Note over a0: 2 b#58;unlock<br/>k.owner#58; 2 -#62; 0',
    '  a0-->>a1: lets go on',
    '  Note over a1: 3 a one#58;wait<br/>k.owner#58; 0 -#62; 1',
    '  Note over a1: 4 a one#58;fault#58; #34;#60;#38;#62;#34;, 100#37;<br/>assertion-failed#58; no#59; not #60;this#62; #38; #34;that#34; #35;1',
  ]);
  const inLoop = mermaid(endless).split('\n').slice(-4);
  expect(inLoop.map((line) => line.trim().split(' ')[0])).toEqual(['loop', 'Note', 'Note', 'end']);
});
