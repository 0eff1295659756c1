/** A compiled model as plain data is the same system. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { choicesNow, type CompiledModel, type Executable, type TransitionSystem } from '../../src/core/index.ts';
import { openSystem } from '../../src/system/index.ts';

const freebsd = openModel({ file: resolve('models/freebsd/index.ts') });

/** The system that comes out at the other end of a file. */
function carried({ executable }: CompiledModel): TransitionSystem {
  return openSystem(JSON.parse(JSON.stringify(executable)) as Executable);
}

/** All that a system says of its current state. */
function told(system: TransitionSystem): object {
  const agents = Array.from({ length: system.agents }, (_, agent) => agent);
  const { describe } = system;
  return {
    packed: system.packed.join(),
    fingerprint: system.fingerprint(),
    choices: choicesNow(system).map((choice) => ({ ...choice, name: describe.alternativeName(choice.agent, choice.alternative) })),
    agents: agents.map((agent) => [describe.agentName(agent), describe.stack(agent), system.ended(agent), system.mayRest(agent), system.ready?.(agent), system.locationOf(agent)]),
    fields: describe.fields(),
    says: system.predicates.map(({ name, holds }) => [name, holds()]),
    claims: system.liveness?.map(({ name, atoms, instances, holds }) => [name, instances > 0 && atoms > 0 && holds(0, 1)]),
  };
}

test.each([
  ['vfork-exec', {}],
  ['vfork-exec', { cpus: 1 }],
])('%s %o', (scenario, options) => {
  const compiled = freebsd.compile({ scenario, ...options });
  const opened = carried(compiled);
  compiled.reset();
  expect(opened.locations).toEqual(compiled.locations);
  for (let step = 0; step < 150; step++) {
    expect(told(opened)).toEqual(told(compiled));
    const choices = choicesNow(compiled);
    const choice = choices[(step * 7) % choices.length];
    if (choice === undefined) break;
    expect(opened.step(choice.agent, choice.alternative)).toEqual(compiled.step(choice.agent, choice.alternative));
  }
});

test('tells who holds which lock, who sleeps on what, and of which process a thread is', () => {
  const system = carried(freebsd.compile({ scenario: 'vfork-exec' }));
  const situations = (): readonly string[] =>
    Array.from({ length: system.agents }, (_, agent) => agent)
      .filter((agent) => !system.ended(agent))
      .map((agent) => JSON.stringify(system.describe.situation?.(agent)));
  const seen = new Set(situations());
  for (let step = 0; step < 400; step++) {
    const choices = choicesNow(system);
    // The parent first, so that it sleeps before the child runs.
    const next = choices.find(({ agent }) => system.describe.agentName(agent) === 'P') ?? choices.at(-1);
    if (next === undefined) break;
    system.step(next.agent, next.alternative);
    for (const one of situations()) seen.add(one);
  }
  const all = [...seen].map((one) => JSON.parse(one) as { holds: { path: string }[]; wants: string[]; sleepsOn?: string; process?: string });
  expect(all.some(({ holds }) => holds.some(({ path }) => path === 'k.proctree_lock'))).toBe(true);
  expect(all.some(({ sleepsOn, process }) => process === 'P' && sleepsOn?.endsWith('.p_pwait.cv_address') === true)).toBe(true);
});

test('a model without a kernel', () => {
  const compiled = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });
  const opened = carried(compiled);
  compiled.reset();
  expect(told(opened)).toEqual(told(compiled));
});

test('a thread wants the locks whose release would let it go on', () => {
  const file = resolve('test/models/wanted.ts');
  const system = carried(openModel({ file }).compile({ scenario: 'wanted' }));
  const wants = (agent: number): readonly string[] | undefined => system.describe.situation?.(agent).wants;
  expect([0, 1].map(wants)).toEqual([[], []]);
  system.step(0, 0);
  const before = system.packed.slice();
  expect([0, 1].map(wants)).toEqual([[], ['k.lock']]);
  expect(system.packed).toEqual(before);
});
