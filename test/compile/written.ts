/** Small models written to files, opened and run. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel, FaultKind } from '../../src/core/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-written-'));

const words = [
  'all', 'alloc', 'allocated', 'always', 'blocked', 'become', 'choose', 'cloned', 'cloneFrames', 'contains', 'count', 'curthread', 'every', 'free',
  'globals', 'halt', 'halted', 'insertAfter', 'insertHead', 'insertTail', 'inside', 'KASSERT', 'kernel', 'mayFail', 'maySleep', 'nil', 'params', 'pick',
  'remove', 'run', 'scenario', 'select', 'slot', 'some', 'standsAt', 'start', 'unlocked', 'waitUntil', 'zone',
];
const types = ['Arr', 'Bits', 'Entry', 'Guarded', 'I8', 'List', 'Range', 'Ref', 'Routine', 'U1', 'U2', 'U3', 'U4', 'U8', 'U16', 'U31'];

/** The beginning of every module: the language, and threads. */
export const head = [
  `import { ${words.join(', ')} } from 'forkcheck';`,
  `import type { ${types.join(', ')} } from 'forkcheck';`,
  `export interface Thread { id: U2; mine: Guarded<U2, 'curthread'> }`,
  `export const threads = zone<Thread>('thread', { slots: 2, threads: true, stable: true });`,
  ``,
].join('\n');

let files = 0;

/** Writes a module as it stands; returns its path. */
export function written(text: string, name = `model-${files++}.ts`): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Compiles a model whose globals `g` are declared by `fields` and whose one thread runs `body`. */
export function compiled(fields: string, body: string, also = ''): CompiledModel {
  const text = `${head}
export interface Globals { ${fields} }
export const g = globals<Globals>('g');
${also}
function* main(): Routine { ${body} }
export default scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main) });
`;
  return openModel({ file: written(text) }).compile({ scenario: 'it' });
}

/** Takes the first enabled alternative of the first agent that has one, until none has; returns the fault that ended it. */
export function runOut(model: CompiledModel, most = 200): FaultKind | undefined {
  for (let step = 0; step < most; step++) {
    const choice = firstChoice(model);
    if (!choice) return undefined;
    const fault = model.step(...choice);
    if (fault) return fault.kind;
  }
  throw new Error('it goes on and on');
}

function firstChoice(model: CompiledModel): readonly [number, number] | undefined {
  for (let agent = 0; agent < model.agents; agent++) {
    for (let alternative = 0; alternative < model.alternatives(agent); alternative++) if (model.enabled(agent, alternative)) return [agent, alternative];
  }
  return undefined;
}

/** The value of a field, as it is told to people. */
export function told(model: CompiledModel, path: string): string | undefined {
  return model.describe.fields().find((one) => one.path === path)?.value;
}

/** How many states the model reaches. */
export function reached(model: CompiledModel): number {
  const seen = new Set<string>();
  const queue: Int32Array[] = [];
  const note = (): void => {
    const key = model.packed.join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    queue.push(model.packed.slice());
  };
  model.reset();
  note();
  for (let state = queue.pop(); state; state = queue.pop()) {
    for (let agent = 0; agent < model.agents; agent++) {
      model.load(state, 0);
      for (let alternative = 0, most = model.alternatives(agent); alternative < most; alternative++) {
        model.load(state, 0);
        if (!model.enabled(agent, alternative)) continue;
        if (!model.step(agent, alternative)) note();
      }
    }
  }
  return seen.size;
}
