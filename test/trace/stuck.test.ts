import { expect, test } from 'vitest';
import { stuckAgents } from '../../src/trace/index.ts';
import { type Toy, toySystem } from './toySystem.ts';

// A and B wait for flags that nobody sets, C goes round for ever; D waits, and may rest; E waits for what C does next.
const toy: Toy = {
  values: { flag: 0, turn: 0 },
  agents: [
    { name: 'A', steps: [{ point: 'wait', when: ({ flag }) => flag === 1 }] },
    { name: 'B', steps: [{ point: 'wait', when: ({ flag }) => flag === 2 }] },
    { name: 'C', steps: [{ point: 'set', act: (values) => void (values['turn'] = 1) }, { point: 'clear', then: 0, act: (values) => void (values['turn'] = 0) }] },
    { name: 'D', steps: [{ point: 'wait', when: ({ flag }) => flag === 1 }], mayRest: true },
    { name: 'E', steps: [{ point: 'wait', when: ({ turn }) => turn === 1, then: 0 }] },
  ],
};

test('names who waits for ever, and not who has a step later on or is at rest', () => {
  expect(stuckAgents(toySystem(toy), 'stuck-thread', 10)).toEqual(['A', 'B']);
});

test('says nothing where it would have to look at too many states', () => {
  expect(stuckAgents(toySystem(toy), 'stuck-thread', 1)).toBeUndefined();
});

test('names who waits in a deadlock', () => {
  const agents = toy.agents.filter(({ name }) => name !== 'C');
  expect(stuckAgents(toySystem({ ...toy, agents }), 'deadlock', 1)).toEqual(['A', 'B', 'E']);
});

test('has nothing to say of another finding', () => {
  expect(stuckAgents(toySystem(toy), 'double-free', 10)).toBeUndefined();
});
