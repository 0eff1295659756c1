import { expect, test } from 'vitest';
import { builtInChecks } from '../../src/judge/index.ts';
import type { ToyAgent, ToyNode } from '../support/toyGraph.ts';
import { graphSystem } from '../support/toyGraph.ts';
import { run, verdictOn } from '../support/toySearch.ts';

/** An agent that goes to each of the nodes. */
const to = (...moves: ToyAgent['moves']): ToyAgent => ({ moves, rests: false, ended: false });
const waits = to();
const rests: ToyAgent = { ...waits, rests: true };
const ended: ToyAgent = { ...waits, ended: true };
const node = (...agents: ToyAgent[]): ToyNode => ({ agents, good: true, seen: false });

test('properties come first, in their order, then the built-in checks', () => {
  const { judgements } = run(graphSystem([node(ended)]));
  expect(judgements.map(({ name }) => name)).toEqual(['good', 'seen', ...builtInChecks]);
  expect(builtInChecks.slice(-2)).toEqual(['deadlock', 'stuck-thread']);
});

test('says how much it looked at', () => {
  const { judgements } = run(graphSystem([node(to(1, 0)), { ...node(to(2)), good: false }, node(ended)]));
  const looked = Object.fromEntries(judgements.map((judgement) => [judgement.name, judgement.looked]));
  expect(looked).toMatchObject({ good: 2, seen: 3, 'use-after-free': 3, deadlock: 3, 'stuck-thread': 3 });
});

test('a fault of a predicate is a violation that says where', () => {
  const verdict = verdictOn(run(graphSystem([node(to(1)), { ...node(ended), good: 'fault' }])), 'good');
  expect(verdict).toMatchObject({ kind: 'violated', schedule: [{ agent: 0, alternative: 0 }], fault: { kind: 'nil-dereference' } });
});

test('a fault of a step is violated by a schedule that includes the step', () => {
  const verdict = verdictOn(run(graphSystem([node(to(1)), node(to('disabled', 'double-free'))])), 'double-free');
  const schedule = [
    { agent: 0, alternative: 0 },
    { agent: 0, alternative: 1 },
  ];
  expect(verdict).toMatchObject({ kind: 'violated', schedule, fault: { kind: 'double-free' } });
});

test('stops at the first violation if asked to, and knows nothing of the rest', () => {
  const result = run(graphSystem([{ ...node(to(1)), good: false }, node(ended)]), { stopAtFirst: true });
  expect(result.coverage).toEqual({ states: 1, transitions: 0, depth: 1, complete: false });
  expect(verdictOn(result, 'good')).toEqual({ kind: 'violated', schedule: [] });
  expect(verdictOn(result, 'deadlock')).toEqual({ kind: 'unknown', bound: 'first-violation' });
});

test.each([
  { name: 'who waits while no one has a step', nodes: [node(ended, waits)], deadlock: 'violated', stuck: 'holds' },
  { name: 'who rests may stay so', nodes: [node(ended, rests)], deadlock: 'holds', stuck: 'holds' },
  { name: 'who waits while another goes round is stuck', nodes: [node(to(1), waits), node(to(0), waits)], deadlock: 'holds', stuck: 'violated' },
  { name: 'who rests while another goes round is not', nodes: [node(to(0), rests)], deadlock: 'holds', stuck: 'holds' },
  { name: 'who waits in one state of the round is stuck', nodes: [node(to(1), rests), node(to(0), waits)], deadlock: 'holds', stuck: 'violated' },
  { name: 'who moves now and then is not', nodes: [node(to(1), waits), node(to(0), to(0))], deadlock: 'holds', stuck: 'holds' },
  // The round 0 can be left for 1, where the waiting agent goes on.
  { name: 'a round that can be left is none', nodes: [node(to(0, 1), waits), node(to(0), to(1))], deadlock: 'holds', stuck: 'holds' },
  // The only way out of the round is a fault, which has a verdict of its own.
  { name: 'a fault leaves the round', nodes: [node(to(0, 'out-of-range'), waits)], deadlock: 'holds', stuck: 'holds' },
])('$name', ({ nodes, deadlock, stuck }) => {
  const result = run(graphSystem(nodes));
  expect(verdictOn(result, 'deadlock').kind).toBe(deadlock);
  expect(verdictOn(result, 'stuck-thread').kind).toBe(stuck);
});

test('a stuck thread is shown where it first waits for ever', () => {
  // 0 -> 1 <-> 2; agent 1 rests in 1 and waits in 2.
  const result = run(graphSystem([node(to(1), to(1)), node(to(2), rests), node(to(1), waits)]));
  expect(verdictOn(result, 'stuck-thread')).toMatchObject({ kind: 'violated', schedule: { length: 2 } });
});
