import { instance } from '@viz-js/viz';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/core/index.ts';
import { dot } from '../../src/formats/index.ts';
import { lostUpdate, toySystem } from '../trace/toySystem.ts';

interface Graph {
  readonly objects: readonly { readonly label: string; readonly shape: string }[];
  readonly edges: readonly { readonly tail: number; readonly head: number; readonly label: string }[];
}

/** As Graphviz reads it. */
async function read(text: string): Promise<Graph> {
  return (await instance()).renderJSON(text) as Graph;
}

const system = toySystem(lostUpdate);

describe('a graph for Graphviz', () => {
  test('has all states, with who steps and from where', async () => {
    const { objects, edges } = await read(dot(system, 'two "adders"', { maxStates: 100 }));
    expect(objects.map(({ label }) => label)).toEqual(objects.map((_, index) => String(index)));
    expect(new Set(edges.filter(({ tail }) => tail === 0).map(({ label }) => label))).toEqual(new Set(['A a:read', 'B b:read']));
    expect(new Set(edges.map(({ head }) => head)).size).toBe(objects.length - 1);
  });

  test('draws states that agree in a field as one', async () => {
    const { objects, edges } = await read(dot(system, 'n', { maxStates: 100, project: ['k.n'] }));
    expect(objects.map(({ label }) => label)).toEqual(['k.n = 0', 'k.n = 1', 'k.n = 2']);
    expect(edges.map(({ tail, head }) => `${tail} ${head}`).toSorted()).toEqual(['0 1', '1 2']);
  });

  test('draws a fault as a node of its own', async () => {
    const fault = { kind: 'assertion-failed', message: 'a "quoted" \\ one', at: 'toy.ts:1:1' } as const;
    const { objects } = await read(dot(toySystem({ values: {}, agents: [{ name: 'A', steps: [{ point: 'x', act: () => fault }] }] }), 'fault', { maxStates: 10 }));
    expect(objects.map(({ shape }) => shape)).toEqual(['box', 'octagon']);
  });

  test('refuses too many states and unknown fields, with a remedy', () => {
    expect(() => dot(system, 'n', { maxStates: 3 })).toThrow(UsageError);
    expect(() => dot(system, 'n', { maxStates: 3 })).toThrow(/more than 3 states.*\n.*--max-states/);
    expect(() => dot(system, 'n', { maxStates: 100, project: ['k.n', 'k.m'] })).toThrow(/no state has a field k.m\n/);
  });
});
