/** Modules as people write them: line ends, defaults, namespaces, constants; and from a project that installed the package. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { head, runOut, told, written } from './written.ts';

const globalsOf = "export interface Globals { a: U8; b: U8 }\nexport const g = globals<Globals>('g');\n";
const starting = "scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main) })";

function ran(text: string, name?: string): string | undefined {
  const model = openModel({ file: written(text, name) }).compile({ scenario: 'it' });
  expect(runOut(model)).toBeUndefined();
  return told(model, 'g.a');
}

describe('a module may', () => {
  const body = `${head}${globalsOf}function* main(): Routine {\n  yield 1;\n  g.a = 7;\n}\nexport default ${starting};\n`;
  test('end its lines as in DOS', () => expect(ran(body.replaceAll('\n', '\r\n'))).toBe('7'));
  test('begin with a byte order mark', () => expect(ran(`\uFEFF${body}`)).toBe('7'));
  test('export a list of scenarios made in place', () => {
    const text = `${head}${globalsOf}export default [4, 5].map((n) => scenario({ name: \`it-\${n}\`, title: '', setup: () => start(threads.at(1), main), params: { n } }));
export const conf = params({ n: 0 });
function* main(): Routine { yield 1; g.a = conf.n; }`;
    const model = openModel({ file: written(text) });
    expect(model.scenarios.map((one) => one.name)).toEqual(['it-4', 'it-5']);
    const five = model.compile({ scenario: 'it-5' });
    expect(runOut(five)).toBeUndefined();
    expect(told(five, 'g.a')).toBe('5');
  });
  test('export under another name', () => expect(ran(`${head}${globalsOf}function* main(): Routine { yield 1; g.a = 3; }\nconst one = ${starting};\nexport { one as other };`)).toBe('3'));
  test('export a kernel in place', () => {
    const text = `${head}
export interface Proc { uid: U4 }
export const procs = zone<Proc>('proc', { slots: 2 });
${globalsOf}
function* user(): Routine { yield 1; g.a = 6; }
export default kernel({
  name: 'tiny', title: '',
  process: (parent: Ref<Proc>, leader: Ref<Proc>, uid: number): Ref<Proc> => { const p = alloc(procs); p.uid = uid; return p; },
  thread: (p: Ref<Proc>, entry: Entry): void => { const td = alloc(threads); start(td, begin, entry); },
  table: { uid: (slot: number): number => procs.at(slot).uid },
  scenarios: [scenario({ name: 'it', title: '', processes: [{ name: 'init', uid: 2, threads: [user] }], properties: [always<{ uid(slot: number): number }>('two', 'it is two', (table) => table.uid(1) === 2)] })],
  properties: [], mutations: [],
});
function* begin(entry: Entry): Routine { yield 'born'; yield* run(entry); }`;
    const model = openModel({ file: written(text) }).compile({ scenario: 'it' });
    expect(model.predicates[0]?.holds()).toBe(true);
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.a')).toBe('6');
  });
});

describe('a name may come', () => {
  const part = `${head}${globalsOf}
export const FLAGS = { ONE: 1, TWO: 2 } as const;
export const { ONE, TWO } = FLAGS;
export enum Color { red = 3, green = 4 }
export const computed = [1, 2, 3].reduce((a, b) => a + b, 0);
export interface Pair { left: U4 }
export function twice(n: number): number { return n * 2; }
export function* add(n: number): Routine { yield 1; g.a = g.a + n; }
export default function* late(): Routine { yield 1; g.a = g.a + 100; }`;
  written(part, 'part.ts');

  test.each([
    ['from a namespace', "import * as fb from './part.ts';", 'yield* fb.add(fb.twice(fb.TWO) + fb.FLAGS.ONE);', '5'],
    ['from the namespace of the language', "import * as fb from './part.ts'; import * as fc from 'forkcheck';", 'yield* fc.waitUntil(() => fb.g.a === 0); fb.g.a = yield* fc.choose(1); fc.KASSERT(true, "so"); fb.g.a = 8;', '8'],
    ['from an enum', "import { add, Color } from './part.ts';", 'yield* add(Color.green);', '4'],
    ['from a computed constant', "import { add, computed } from './part.ts';", 'yield* add(computed);', '6'],
    ['from a re-export', "import { add } from './again.ts';", 'yield* add(9);', '9'],
    ['from a renamed re-export', "import { plus } from './again.ts';", 'yield* plus(2);', '2'],
    ['from a re-exported namespace', "import { all_of_it } from './again.ts';", 'yield* all_of_it.add(3);', '3'],
    ['from a default', "import late from './part.ts';", 'yield* late();', '100'],
  ])('%s', (_what, imports, body, value) => {
    written("export * from './part.ts';\nexport { add as plus } from './part.ts';\nexport * as all_of_it from './part.ts';\n", 'again.ts');
    const text = `import { scenario, start } from 'forkcheck';\nimport type { Routine } from 'forkcheck';\nimport { threads } from './part.ts';\n${imports}\nfunction* main(): Routine { yield 0; ${body} }\nexport default ${starting};`;
    expect(ran(text)).toBe(value);
  });

  test('from a type in a namespace', () => {
    const text = `import * as fc from 'forkcheck';\nimport * as fb from './part.ts';
interface Two { a: fc.U8; pair: fb.Pair; color: fb.Color }
const g = fc.globals<Two>('g');
function* main(): fc.Routine { yield 1; g.color = fb.Color.red; g.pair.left = 2; g.a = g.color + g.pair.left; }
export default fc.scenario({ name: 'it', title: '', setup: () => fc.start(fb.threads.at(1), main) });`;
    expect(ran(text)).toBe('5');
  });

  test('from an enclosing function', () => {
    const text = `${head}${globalsOf}const make = (n: number) => scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main, n) });\nfunction* main(n: U8): Routine { yield 1; g.a = n; }\nexport default make(11);`;
    expect(ran(text)).toBe('11');
  });
});

test('what may be left out of a scenario are statements of its own programs', () => {
  written(`${head}export function* shared(): Routine { yield 1; yield 2; }`, 'programs.ts');
  const text = `${head}import { shared } from './programs.ts';
function* own(): Routine { yield 1; yield 2; }
export const it = scenario({ name: 'it', title: '', processes: [{ name: 'a', threads: [shared, own] }, { name: 'b', threads: [function* (): Routine { yield 3; }] }] });`;
  expect(openModel({ file: written(text) }).removable('it').statements).toEqual(['a/1#0', 'a/1#1', 'b/0#0']);
});

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a project that installed the package type-checks its model and checks it', { timeout: 180_000 }, () => {
  const project = mkdtempSync(join(tmpdir(), 'forkcheck-user-'));
  try {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules/forkcheck'));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const options = { target: 'ES2022', module: 'NodeNext', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['my.ts'] }));
    writeFileSync(join(project, 'my.ts'), userModel);
    const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], { cwd: project, encoding: 'utf8' });
    expect(types.stdout).toBe('');
    const main = join(root, 'dist/src/cli/main.js');
    const { status, stdout } = spawnSync(process.execPath, [main, 'check', 'freebsd', './my.ts', '--max-states', '3000', '--json'], { cwd: project, encoding: 'utf8' });
    // A property that a short search cannot show, or a bound that was met, is no matter here.
    expect([0, 1, 3]).toContain(status);
    expect(JSON.parse(stdout)).toMatchObject({ kernel: 'freebsd', scenario: 'mine' });
  } finally {
    rmSync(project, { recursive: true });
  }
});

const userModel = `import { scenario } from 'forkcheck';
import type { Routine } from 'forkcheck';
import { exit, fork } from 'forkcheck/models/freebsd/user.ts';

export const mine = scenario({
  name: 'mine',
  title: 'a fork and two exits',
  processes: [{ name: 'init', threads: [function* (): Routine { yield* fork(); yield* exit(0); }] }],
});
`;
