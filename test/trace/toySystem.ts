import {
  type CompiledModel,
  type CompiledProperty,
  type Fault,
  type Field,
  type Location,
} from '../../src/core/index.ts';

/** Variables by name; a toy step reads and writes them. */
export type Values = Record<string, number>;

/** One step of a toy agent, which then goes on to the next one. */
export interface ToyStep {
  readonly point: string;
  readonly when?: (values: Values) => boolean;
  /** How many alternatives it has: 1 by default. */
  readonly ways?: number;
  readonly act?: (values: Values, alternative: number) => Fault | undefined | void;
  /** Goes on at this step instead of the next. */
  readonly then?: number;
}

export interface ToyAgent {
  readonly name: string;
  readonly steps: readonly ToyStep[];
  readonly mayRest?: boolean;
}

export interface Toy {
  readonly values: Values;
  readonly agents: readonly ToyAgent[];
  readonly properties?: readonly ToyProperty[];
  readonly digest?: string;
}

export interface ToyProperty {
  readonly name: string;
  readonly kind: 'always' | 'sometimes';
  readonly holds: (values: Values) => boolean;
}

/** A transition system written by hand: the variables, then where each agent stands. */
export function toySystem(toy: Toy): CompiledModel {
  const names = Object.keys(toy.values);
  const words = names.length + toy.agents.length;
  const packed = new Int32Array(words);
  const undone: Int32Array[] = [];
  const standsAt = (agent: number): number => packed[names.length + agent] ?? 0;
  const stepOf = (agent: number): ToyStep | undefined => toy.agents[agent]?.steps[standsAt(agent)];
  const read = (): Values => Object.fromEntries(names.map((name, index) => [name, packed[index] ?? 0]));

  const places = toy.agents.map(({ steps }) => steps.length);
  const firstPlace = (agent: number): number => 1 + places.slice(0, agent).reduce((sum, count) => sum + count, 0);
  const ended: Location = { routine: 'ended', point: '', file: '', line: 0, kind: 'ended' };
  const locations = [
    ended,
    ...toy.agents.flatMap(({ name, steps }) =>
      steps.map(({ point }, index): Location => ({ routine: name.toLowerCase(), point, file: 'toy.ts', line: index + 1, kind: 'yield' })),
    ),
  ];
  const predicates = (toy.properties ?? []).map(
    ({ name, kind, holds }): CompiledProperty => ({ name, kind, claim: `the claim of ${name}`, holds: () => holds(read()) }),
  );

  const system: CompiledModel = {
    words,
    agents: toy.agents.length,
    packed,
    fingerprint: () => packed.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193), 0x811c9dc5 | 0),
    reset: () => {
      undone.length = 0;
      packed.set([...Object.values(toy.values), ...toy.agents.map(() => 0)]);
    },
    load: (from, offset) => {
      undone.length = 0;
      packed.set(from.subarray(offset, offset + words));
    },
    alternatives: (agent) => (stepOf(agent) === undefined ? 0 : (stepOf(agent)?.ways ?? 1)),
    enabled: (agent) => stepOf(agent)?.when?.(read()) ?? true,
    step: (agent, alternative) => {
      undone.push(packed.slice());
      const step = stepOf(agent);
      const values = read();
      const fault = step?.act?.(values, alternative);
      names.forEach((name, index) => (packed[index] = values[name] ?? 0));
      packed[names.length + agent] = step?.then ?? standsAt(agent) + 1;
      return fault ?? undefined;
    },
    undo: () => packed.set(undone.pop() ?? packed),
    predicates,
    mayRest: (agent) => toy.agents[agent]?.mayRest ?? false,
    ended: (agent) => stepOf(agent) === undefined,
    locations,
    locationOf: (agent) => (stepOf(agent) === undefined ? 0 : firstPlace(agent) + standsAt(agent)),
    digest: toy.digest ?? 'toy',
    describe: {
      agentName: (agent) => toy.agents[agent]?.name ?? '',
      stack: (agent) => ['main', toy.agents[agent]?.name.toLowerCase() ?? ''],
      fields: (): readonly Field[] => Object.entries(read()).map(([path, value]) => ({ path: `k.${path}`, value: String(value) })),
      alternativeName: (_agent, alternative) => `way ${alternative}`,
    },
    source: '// generated\n',
    summary: [`agents: ${toy.agents.map(({ name }) => name).join(', ')}`],
  };
  system.reset();
  return system;
}

/**
 * Two agents add one to a counter without a lock: each reads it, then writes what it read plus one.
 *
 *     A   read . write          A   read write . .
 *     B   . read . write        B   . . read write
 *     n   0 0 1 1               n   0 1 1 2
 */
export const lostUpdate: Toy = {
  values: { n: 0, a: 0, b: 0, done: 0 },
  agents: [
    { name: 'A', steps: adder('a') },
    { name: 'B', steps: adder('b') },
  ],
  properties: [
    { name: 'no-lost-update', kind: 'always', holds: ({ n, done }) => done !== 2 || n === 2 },
    { name: 'both-done', kind: 'sometimes', holds: ({ done }) => done === 2 },
  ],
};

function adder(own: string): readonly ToyStep[] {
  return [
    { point: 'read', act: (values) => void (values[own] = values['n'] ?? 0) },
    {
      point: 'write',
      act: (values) => {
        values['n'] = (values[own] ?? 0) + 1;
        values['done'] = (values['done'] ?? 0) + 1;
      },
    },
  ];
}

export const assertion: Fault = { kind: 'assertion-failed', message: 'n is small', at: 'toy.ts:2:1' };
