import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { CompiledModel } from '../../src/core/index.ts';
import { openModel } from '../../src/compile/index.ts';

/** What the fast way gives, one step a row: packed state, fingerprint, choice. */
function fast(system: CompiledModel): number[][] {
  const stride = system.words + 2;
  const into = new Int32Array(1000 * stride);
  const end = system.successors!(into, 0);
  return Array.from({ length: end / stride }, (_, row) => [...into.subarray(row * stride, (row + 1) * stride)]);
}

function plain(system: CompiledModel): number[][] {
  const rows: number[][] = [];
  for (let agent = 0; agent < system.agents; agent++) {
    for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
      if (!system.enabled(agent, alternative)) continue;
      const fault = system.step(agent, alternative);
      const choice = (agent << 16) | alternative;
      rows.push([...system.packed, system.fingerprint(), fault === undefined ? choice : ~choice]);
      system.undo();
    }
  }
  return rows;
}

/** The first states of a breadth-first search. */
function firstStates(system: CompiledModel, most: number): Int32Array[] {
  system.reset();
  const found = new Map([[`${system.packed}`, system.packed.slice()]]);
  for (const state of found.values()) {
    if (found.size >= most) break;
    system.load(state, 0);
    for (const row of fast(system)) {
      if (row.at(-1)! < 0) continue;
      const next = Int32Array.from(row.slice(0, system.words));
      if (!found.has(`${next}`)) found.set(`${next}`, next);
    }
  }
  return [...found.values()];
}

test.each([
  { file: 'bench/pidlife.ts', scenario: 'pidlife-4' },
  { file: 'models/freebsd/index.ts', scenario: 'vfork-exec' },
])('$scenario: the fast way gives the steps of the plain one, and leaves the state as it was', ({ file, scenario }) => {
  const system = openModel({ file: resolve(file) }).compile({ scenario });
  for (const state of firstStates(system, 1000)) {
    system.load(state, 0);
    expect(fast(system)).toEqual(plain(system));
    expect(system.packed).toEqual(state);
  }
});

test('the fast way says when there is no room', () => {
  const system = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });
  system.reset();
  expect(system.successors!(new Int32Array(system.words + 1), 0)).toBe(-1);
});
