/** Where not all renamings of a state are looked at, the others have nothing to teach. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { type CompiledModel, CompileError, type LoadedModel, UsageError } from '../../src/core/index.ts';
import { below, randomOf } from '../../src/explore/random.ts';
import { Affected, observing } from '../../src/explore/reduced/affected.ts';
import { saysWhatIsExpected } from '../../src/explore/reduced/expected.ts';
import { framesOf } from '../../src/explore/reduced/frames.ts';
import { Knowledge } from '../../src/explore/reduced/knowledge.ts';
import { Moves } from '../../src/explore/reduced/moves.ts';
import { RenamedLook } from '../../src/explore/reduced/renamedLook.ts';
import { writeSymmetric } from '../support/generatedSymmetric.ts';
import { orbitOf } from '../support/orbits.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-renamings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Walks by chance, looks at each state, and then at all of its renamings: at the zones that are treated, as many are there. Returns how many these were. */
function compare(model: CompiledModel, seed: string, steps: number, hint = ''): number {
  const system = model.tracked!();
  const symmetry = model.symmetry!();
  if (symmetry.generators.length === 0) return 0;
  const knowledge = new Knowledge(system);
  const moves = new Moves(system, knowledge);
  const predicates = observing(system, knowledge, new Affected());
  const renamedLook = new RenamedLook(system, symmetry, moves, predicates, () => true);
  const random = randomOf(seed, 0);
  const frames = framesOf(system);
  let renamed = 0;
  system.reset();
  for (let step = 0; step < steps; step++) {
    const state = system.packed.slice();
    renamedLook.look();
    expect(system.packed.join(), hint).toBe(state.join());
    // Or who is started could differ in what nothing tells of.
    frames.forEach((cells, agent) => expect(system.ended(agent) && cells.some((cell) => system.value(cell) !== 0), hint).toBe(false));
    const { version } = knowledge;
    for (const row of orbitOf(model, state)) {
      system.load(row, 0);
      moves.look();
      predicates.forEach(saysWhatIsExpected);
      expect(knowledge.version, `${seed}\n${hint}`).toBe(version);
      renamed++;
    }
    system.load(state, 0);
    const choices = [...Array(system.agents).keys()].flatMap((agent) =>
      [...Array(system.alternatives(agent)).keys()].filter((alternative) => system.enabled(agent, alternative)).map((alternative) => [agent, alternative] as const),
    );
    const choice = choices[below(random, choices.length)];
    if (choice !== undefined) system.enabled(...choice);
    if (choice === undefined || system.step(...choice) !== undefined) system.reset();
  }
  return renamed;
}

test.each([
  ['test/models/worker.ts', 'field-worker-5-1'],
  ['test/models/increment.ts', 'increment-5'],
  ['test/models/mcs.ts', 'mcs-3'],
  ['test/models/alike.ts', 'alike-4'],
  ['test/models/alike.ts', 'alike-6'],
  ['test/models/alike.ts', 'hosts-2-2'],
  ['models/freebsd/index.ts', 'two-waiters'],
  ['models/netbsd/index.ts', 'exec-core'],
])('%s %s', (file, scenario) => {
  expect(compare(openModel({ file: resolve(file) }).compile({ scenario }), scenario, 40)).toBeGreaterThan(100);
});

/** Nothing if a thread runs into a fault before its first yield, which is a part of the setup. */
function compiled(model: LoadedModel, scenario: string): CompiledModel | undefined {
  try {
    return model.compile({ scenario });
  } catch (error) {
    if ((error instanceof UsageError || error instanceof CompileError) && error.message.includes('fails:')) return undefined;
    throw error;
  }
}

test.each([
  { many: 'some', threads: undefined, numRuns: 15 },
  { many: 'five', threads: 5, numRuns: 5 },
])('generated programs of $many threads', { timeout: 600_000 }, ({ many, threads, numRuns }) => {
  let files = 0;
  let renamed = 0;
  const list = fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 120, size: 'max' });
  const property = fc.property(fc.array(list, { minLength: 5, maxLength: 5 }), fc.string(), (programs, seed) => {
    const file = join(folder, `generated-${many}-${files++}.ts`);
    const source = writeSymmetric(programs, threads);
    writeFileSync(file, source);
    const model = openModel({ file });
    programs.forEach((_, index) => {
      const system = compiled(model, `generated-${index}`);
      if (system !== undefined) renamed += compare(system, seed, 40, `generated-${index}\n${source}`);
    });
  });
  fc.assert(property, { numRuns, endOnFailure: true });
  expect(renamed).toBeGreaterThan(1000);
});
