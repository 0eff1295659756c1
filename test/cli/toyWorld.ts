import { check, type CheckInput, type Rooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import type { Outcome, World } from '../../src/cli/world.ts';
import { type LoadedModel, type ModelListing, type OpenRequest, pickNamed } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { lostUpdate, type Toy, type ToyAgent, type ToyProperty, toySystem } from '../trace/toySystem.ts';

/** Any module will do: the toy rooms look at nothing but its path. */
export const kernelPath = 'test/cli/toyWorld.ts';
export const claimsPath = 'test/trace/found.ts';

const both: readonly ToyProperty[] = lostUpdate.properties ?? [];
const fewUpdates: ToyProperty = { name: 'few-updates', kind: 'always', holds: ({ n }) => (n ?? 0) < 3 };

/** The mutation `lock` makes reading and writing one step each after the other: A's, then B's. */
function toyOf(request: OpenRequest, properties: readonly string[] | undefined): Toy {
  const all = request.also?.length ? [...both, fewUpdates] : both;
  const [a, b] = lostUpdate.agents;
  if (a === undefined || b === undefined) throw new Error('the toy has lost an agent');
  const afterA: ToyAgent = { ...b, steps: b.steps.map((step) => ({ ...step, when: ({ done }) => done !== 0 })) };
  return { ...lostUpdate, agents: [a, request.mutation === 'lock' ? afterA : b], properties: all.filter(({ name }) => properties?.includes(name) ?? true) };
}

function openModel(request: OpenRequest): LoadedModel {
  const listing: ModelListing = {
    name: 'toy',
    title: 'two adders and a counter',
    file: request.file,
    scenarios: [{ name: 'two-adders', title: 'each adds one' }, { name: 'bug', title: 'finds a defect of forkcheck' }],
    properties: (toyOf(request, undefined).properties ?? []).map(({ name, kind }) => ({ name, kind, claim: `the claim of ${name}` })),
    mutations: [{ name: 'lock', title: 'one after the other', edits: [], caughtBy: {} }],
  };
  return {
    ...listing,
    removable: () => ({ processes: [], threads: [], statements: [] }),
    cpusOf: () => undefined,
    compile: ({ scenario, properties }) => {
      if (pickNamed('scenario', listing.scenarios, scenario).name === 'bug') throw new Error('the emitter lost a block');
      return toySystem(toyOf(request, properties));
    },
  };
}

/** The real rooms with a model written by hand in place of the compiler's. */
export const toyRooms: Rooms = { openModel, search, openJudge };

export const toyCheck = (input: Omit<CheckInput, 'kernel'>, options = {}) => check({ kernel: kernelPath, ...input }, options, toyRooms);

/** What a command line does: its outcome, and what it tells on stderr. */
export function run(...args: readonly string[]): Outcome & { readonly told: string; readonly text: string } {
  const told: string[] = [];
  const world: World = {
    rooms: toyRooms,
    colors: false,
    tell: (line) => told.push(line),
    progress: () => undefined,
    interrupted: () => undefined,
    finished: () => told.push('finished'),
  };
  const outcome = perform(args, world);
  return { ...outcome, told: told.join('\n'), text: outcome.lines.join('\n') };
}
