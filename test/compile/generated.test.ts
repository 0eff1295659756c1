/**
 * A compiled model does what its text says as JavaScript: random programs run as real generators and as compiled code, along
 * the same random schedule, and must agree after every step. FORKCHECK_RUNS sets how many programs are tried.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { type Choice, CompileError, type FaultKind, type TransitionSystem } from '../../src/core/index.ts';
import { writeProgram } from '../support/generatedPrograms.ts';
import { ReferenceFault, ReferenceRun } from '../support/referenceRun.ts';

const numRuns = Number(process.env.FORKCHECK_RUNS ?? 200);
const stepsPerRun = 60;

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-generated-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What both runs are asked after each step. */
interface Sight {
  readonly enabled: readonly Choice[];
  readonly points: readonly string[];
  readonly ended: readonly boolean[];
  readonly fields: Readonly<Record<string, string>>;
}

const decisions = fc.array(fc.nat({ max: 5039 }), { minLength: 0, maxLength: 500, size: 'max' });
const schedules = fc.array(fc.nat({ max: 5039 }), { minLength: stepsPerRun, maxLength: stepsPerRun });

test(
  'compiled programs do what generators do',
  () => {
    let files = 0;
    const property = fc.property(decisions, schedules, (program, schedule) => {
      const { source, shape } = writeProgram(program);
      const file = join(folder, `generated-${files++}.ts`);
      writeFileSync(file, source);
      const reference = begun(() => new ReferenceRun(source, shape), source);
      if (reference === undefined) {
        expect(() => openModel({ file }).compile({ scenario: 'generated' }), source).toThrow(CompileError);
        return;
      }
      const system = openModel({ file }).compile({ scenario: 'generated' });
      system.reset();
      for (const number of schedule) {
        const expected = sightOfReference(reference, shape.threads);
        expect(sightOf(system, expected), source).toEqual(expected);
        const choice = expected.enabled[number % Math.max(1, expected.enabled.length)];
        if (choice === undefined) return;
        const fault = reference.step(choice);
        takeStep(system, choice, fault, source);
        if (fault !== undefined) return;
      }
    });
    // The limit is for shrinking: each attempt compiles a program.
    fc.assert(property, { numRuns, interruptAfterTimeLimit: 60_000 + 100 * numRuns });
  },
  600_000,
);

/** The run at its beginning; nothing if a thread runs into a fault before its first yield, which is a part of the setup. */
function begun(begin: () => ReferenceRun, source: string): ReferenceRun | undefined {
  try {
    return begin();
  } catch (error) {
    if (error instanceof ReferenceFault || error instanceof TypeError) return undefined;
    throw new Error(`the reference does not run:\n${source}`, { cause: error });
  }
}

/** Takes the step, undoes it, and takes it again from a copy: all of that must come to the same state, or to the same fault. */
function takeStep(system: TransitionSystem, { agent, alternative }: Choice, fault: FaultKind | undefined, source: string): void {
  const before = Int32Array.from(system.packed);
  const fingerprint = system.fingerprint();
  expect(system.step(agent, alternative)?.kind, source).toBe(fault);
  const after = [...system.packed];
  const fingerprintAfter = system.fingerprint();
  system.undo();
  expect([...system.packed]).toEqual([...before]);
  expect(system.fingerprint()).toBe(fingerprint);
  system.load(before, 0);
  expect(system.step(agent, alternative)?.kind).toBe(fault);
  expect([...system.packed]).toEqual(after);
  expect(system.fingerprint()).toBe(fingerprintAfter);
}

function sightOfReference(reference: ReferenceRun, threads: number): Sight {
  const agents = Array.from({ length: threads }, (_, agent) => agent);
  return {
    enabled: reference.enabled(),
    points: agents.map((agent) => reference.point(agent)),
    ended: agents.map((agent) => reference.ended(agent)),
    fields: reference.fields(),
  };
}

function sightOf(system: TransitionSystem, { fields }: Sight): Sight {
  const agents = Array.from({ length: system.agents }, (_, agent) => agent);
  const values = new Map(system.describe.fields().map(({ path, value }) => [path, value]));
  return {
    enabled: agents.flatMap((agent) => enabledOf(system, agent)),
    points: agents.map((agent) => (system.ended(agent) ? '' : (system.locations[system.locationOf(agent)]?.point ?? '?'))),
    ended: agents.map((agent) => system.ended(agent)),
    fields: Object.fromEntries(Object.keys(fields).map((path) => [path, values.get(path) ?? '?'])),
  };
}

function enabledOf(system: TransitionSystem, agent: number): Choice[] {
  const alternatives = Array.from({ length: system.alternatives(agent) }, (_, alternative) => alternative);
  return alternatives.filter((alternative) => system.enabled(agent, alternative)).map((alternative) => ({ agent, alternative }));
}
