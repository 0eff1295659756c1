/**
 * Runs every console block of the README and of docs/ and compares what it prints. In a block, a line with `$ ` is a command, the lines
 * below it are its whole standard output, and `...` stands for any lines.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocksIn, examplesIn, fits } from './support/examples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What runs already (this test), or has to have run before. */
const notAgain = /^npm (ci|test)( && |$)/;

const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
const examples = pages.flatMap((file) =>
  blocksIn(readFileSync(join(root, file), 'utf8'))
    .filter(({ language }) => language === 'console')
    .flatMap((block) => examplesIn(block).map((example) => ({ file, ...example }))),
);

test('the README has examples', () => {
  expect(examples.some(({ file }) => file === 'README.md')).toBe(true);
});

test.each(examples.filter(({ command }) => toRun(command) !== ''))(
  '$file line $line: $command',
  ({ command, output }) => {
    const { stdout, error } = spawnSync('bash', ['-c', toRun(command)], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
    expect(error).toBeUndefined();
    const printed = stdout.split('\n').slice(0, -1);
    if (!fits(output, printed)) expect(printed).toEqual(output);
  },
  300_000,
);

test('an ellipsis stands for any lines', () => {
  expect(fits(['a', '...', 'z'], ['a', 'b', 'c', 'z'])).toBe(true);
  expect(fits(['a', '...'], ['a'])).toBe(true);
  expect(fits(['a', '...', 'z'], ['a', 'b'])).toBe(false);
  expect(fits([], ['a'])).toBe(false);
});

/** The command without what the test leaves out. */
function toRun(command: string): string {
  return notAgain.test(command) ? toRun(command.replace(notAgain, '')) : command;
}
