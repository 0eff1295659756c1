import { describe, expect, test } from 'vitest';
import { replay } from '../../src/trace/index.ts';
import { assertion, lostUpdate, toySystem } from './toySystem.ts';

const choice = (agent: number, alternative = 0) => ({ agent, alternative });

describe('replay', () => {
  test('tells where the agent stood, where it went and only what changed', () => {
    const { steps } = replay(toySystem(lostUpdate), [choice(0), choice(1), choice(0)]);
    expect(steps.map(({ agent, from, to }) => [agent, from.point, to.point])).toEqual([
      ['A', 'read', 'write'],
      ['B', 'read', 'write'],
      ['A', 'write', ''],
    ]);
    expect(steps.map(({ changes }) => changes)).toEqual([
      [],
      [],
      [
        { path: 'k.n', before: '0', after: '1' },
        { path: 'k.done', before: '0', after: '1' },
      ],
    ]);
  });

  test('names an alternative where there is more than one', () => {
    const system = toySystem({ values: { x: 0 }, agents: [{ name: 'A', steps: [{ point: 'p', ways: 2 }] }] });
    expect(replay(system, [choice(0, 1)]).steps[0]?.alternative).toBe('way 1');
  });

  test('keeps the fault that ended the run', () => {
    const system = toySystem({ values: {}, agents: [{ name: 'A', steps: [{ point: 'p', act: () => assertion }] }] });
    expect(replay(system, [choice(0)]).steps[0]?.fault).toEqual(assertion);
  });

  test('takes a schedule that cannot be executed for a defect of forkcheck', () => {
    expect(() => replay(toySystem(lostUpdate), [choice(7)])).toThrow('forkcheck bug: step 1');
  });
});
