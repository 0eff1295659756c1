import { describe, expect, test } from 'vitest';
import { type Counterexample, replay, replaySaved, savedSchedule } from '../../src/trace/index.ts';
import { lostUpdateFound } from './found.ts';
import { assertion, lostUpdate, type Toy, toySystem } from './toySystem.ts';

const replayOf = (toy: Toy, changes: Partial<Counterexample> = {}) =>
  replaySaved(toySystem(toy), { ...lostUpdateFound, ...changes });

describe('replaySaved', () => {
  test('reproduces what the model still does', () => {
    const result = replayOf(lostUpdate);
    expect(result).toMatchObject({ kind: 'reproduced', remarks: [] });
    expect(savedSchedule(result.trace)).toEqual(lostUpdateFound.schedule);
  });

  test('takes another digest alone for a remark', () => {
    expect(replayOf({ ...lostUpdate, digest: 'new' })).toMatchObject({
      kind: 'reproduced',
      remarks: ['the model or its compiler has changed since the file was saved'],
    });
  });

  test('says at which step a label is stale, and what the model offers there', () => {
    const schedule = lostUpdateFound.schedule.map((step) => (step.label === 'b:write' ? { ...step, label: 'b:store' } : step));
    expect(replayOf(lostUpdate, { schedule })).toMatchObject({
      kind: 'diverged',
      step: 3,
      says: 'B at b:store',
      offers: ['A at a:write', 'B at b:write'],
    });
  });

  test('diverges on an alternative, an agent, or a step too many', () => {
    const step = { agent: 'A', alternative: 0, label: 'a:read' };
    const diverged = (schedule: Counterexample['schedule']) => replayOf(lostUpdate, { schedule });
    expect(diverged([{ ...step, alternative: 1 }])).toMatchObject({ kind: 'diverged', step: 1, says: 'A at a:read, alternative 1' });
    expect(diverged([{ ...step, agent: 'Z' }])).toMatchObject({ kind: 'diverged', step: 1 });
    expect(diverged([...lostUpdateFound.schedule, step])).toMatchObject({ kind: 'diverged', step: 5, offers: [] });
  });

  test('says when the property is not violated any more', () => {
    const mended = (lostUpdate.properties ?? []).map((property) => ({ ...property, holds: () => true }));
    expect(replayOf({ ...lostUpdate, properties: mended })).toMatchObject({ kind: 'not-violated' });
  });

  test('wants a fault of the same kind', () => {
    const toy: Toy = { values: {}, agents: [{ name: 'A', steps: [{ point: 'read', act: () => assertion }] }] };
    const schedule = [{ agent: 'A', alternative: 0, label: 'a:read' }];
    const found = { property: 'assertion-failed', kind: 'built-in', schedule } as const;
    expect(replayOf(toy, { ...found, fault: { kind: 'assertion-failed', message: 'n is small' } })).toMatchObject({ kind: 'reproduced', remarks: [] });
    expect(replayOf(toy, { ...found, fault: { kind: 'assertion-failed', message: 'n is few' } })).toMatchObject({
      kind: 'reproduced',
      remarks: ['the file says "n is few", the model "n is small"'],
    });
    expect(replayOf(toy, { ...found, fault: { kind: 'double-free', message: '' } }).kind).toBe('not-violated');
  });

  test('diverges where a fault ends the run early', () => {
    const toy: Toy = { values: {}, agents: [{ name: 'A', steps: [{ point: 'read', act: () => assertion }] }] };
    expect(replayOf(toy)).toMatchObject({ kind: 'diverged', step: 2, offers: ['an end: assertion-failed: n is small'] });
  });
});

describe('what takes the whole graph to see', () => {
  // A waits for a flag that nobody sets, while B goes round for ever.
  const stuck: Toy = {
    values: { flag: 0 },
    agents: [
      { name: 'A', steps: [{ point: 'wait', when: ({ flag }) => flag === 1 }] },
      { name: 'B', steps: [{ point: 'one' }, { point: 'two', then: 0 }] },
    ],
  };
  const found = { property: 'stuck-thread', kind: 'built-in', schedule: [] } as const;

  test('a stuck thread is reproduced while the others go on', () => {
    expect(replayOf(stuck, found).kind).toBe('reproduced');
    const free = stuck.agents.map((agent) => (agent.name === 'A' ? { ...agent, mayRest: true } : agent));
    expect(replayOf({ ...stuck, agents: free }, found).kind).toBe('not-violated');
  });

  test('a deadlock is nobody having a step', () => {
    const deadlock = { ...found, property: 'deadlock' };
    expect(replayOf(stuck, deadlock).kind).toBe('not-violated');
    expect(replayOf({ ...stuck, agents: stuck.agents.slice(0, 1) }, deadlock).kind).toBe('reproduced');
  });
});

test('a saved schedule has agents by name', () => {
  const run = replay(toySystem(lostUpdate), [{ agent: 1, alternative: 0 }]);
  expect(savedSchedule(run)).toEqual([{ agent: 'B', alternative: 0, label: 'b:read' }]);
});
