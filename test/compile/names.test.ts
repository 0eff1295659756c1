/** What functions are called that the user has given no name, in lanes, labels and locals. */
import { expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { parseModule } from '../../src/compile/parse.ts';
import { head, written } from './written.ts';

function namesIn(text: string): readonly string[] {
  const { nested, inline } = parseModule(text, 'model.ts');
  return [...nested.map(({ name }) => name), ...inline.values()];
}

const routine = 'function* (): Routine { yield 1; }';

test.each([
  ['its own name', 'export const a = [function* mine(): Routine { yield 1; }];', ['mine']],
  ['the variable', `export const program = ${routine};`, ['program']],
  ['the field', `export const a = { main: ${routine} };`, ['main']],
  ['the property', "export const p = always('limit-is-kept', 'it is', () => true);", ['limit_is_kept']],
  ['the property, and what is called in it', "export const p = sometimes('it-is', '', () => some(threads, (td) => td.id === 1) && some(threads, (td) => td.id === 2));", ['it_is', 'it_is_some', 'it_is_some_2']],
  ['the process', `export const processes = [{ name: 'P', threads: [${routine}] }, { name: 'Q', threads: [${routine}] }];`, ['P', 'Q']],
  ['the process, and which of its threads it is', `export const processes = [{ name: 'P', threads: [main, ${routine}] }]; function* main(): Routine { yield 1; }`, ['P_2']],
  ['the process, through a call', `export const processes = [{ name: 'P', threads: [same(${routine})] }]; function same<T>(it: T): T { return it; }`, ['P']],
  ['the variable of a list', `export const list = [${routine}, ${routine}];`, ['list_1', 'list_2']],
  ['the function around it', `export function makes(): unknown { return ${routine}; }`, ['makes']],
  ['the routine around it, and what it is given to', `function* call(e: Entry): Routine { yield* run(e); } function* main(): Routine { yield* call(${routine}); yield* call(${routine}); }`, ['main_call', 'main_call_2']],
  ['the call that stands alone', `same(${routine}); same(${routine}); function same(it: unknown): void {}`, ['same', 'same_2']],
  ['nothing', 'export default () => 1;', ['nameless']],
])('%s', (_what, text, names) => {
  expect(namesIn(text)).toEqual(names);
});

test('lines that move change neither names nor the digest, and another step does', () => {
  const systemOf = (before: string, size: number) =>
    openModel({
      file: written(`${before}${head}
export interface Globals { a: U8 }
export const g = globals<Globals>('g');
function* call(e: Entry): Routine { yield* run(e); }
function* main(): Routine { yield* call(function* (): Routine { const x = ${size}; yield 'go'; g.a = x; }); }
export default scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main), properties: [always('small', '', () => g.a < 9)] });`),
    }).compile({ scenario: 'it' });
  const here = systemOf('', 3);
  const moved = systemOf('// A line.\n\n', 3);
  expect(moved.source).not.toBe(here.source);
  expect(moved.digest).toBe(here.digest);
  expect(systemOf('', 4).digest).not.toBe(here.digest);
  expect(here.describe.stack(0).map((call) => call.replace(/:.*/, ''))).toEqual(['main', 'call', 'main_call']);
});
