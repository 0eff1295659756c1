/** Runs every code and console block of the guides, each guide in a project of its own, and compares what is printed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initCommand } from '../src/cli/initCommand.ts';
import { packageRoot } from '../src/cli/modules.ts';
import { type Block, blocksIn, type Example, examplesIn, fits } from './support/examples.ts';

const folder = join(packageRoot, 'docs/guides');
const projects = mkdtempSync(join(tmpdir(), 'forkcheck-guides-'));
const bin = join(projects, 'node_modules/.bin');
mkdirSync(bin, { recursive: true });
symlinkSync(packageRoot, join(projects, 'node_modules/forkcheck'));
for (const name of ['vitest', 'fast-check', 'typescript']) symlinkSync(join(packageRoot, 'node_modules', name), join(projects, 'node_modules', name));
for (const name of ['tsc', 'vitest']) symlinkSync(join(packageRoot, 'node_modules/.bin', name), join(bin, name));
writeFileSync(join(bin, 'forkcheck'), `#!/bin/sh\nexec node '${join(packageRoot, 'dist/src/cli/main.js')}' "$@"\n`, { mode: 0o755 });

const guides = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

describe.each(guides)('%s', (name) => {
  const blocks = blocksIn(readFileSync(join(folder, name), 'utf8'));
  const project = join(projects, name.replace('.md', ''));

  test('can be followed to its end', () => {
    expect(blocks.some(({ language }) => language === 'console')).toBe(true);
    initCommand(project);
    for (const block of blocks) follow(block, project);
  });
});

test('what the guides write is what the type checker takes', () => {
  const settings = JSON.parse(readFileSync(join(packageRoot, 'template/tsconfig.json'), 'utf8'));
  writeFileSync(join(projects, 'tsconfig.json'), JSON.stringify({ ...settings, include: ['*/*.ts'] }));
  expect(bash('tsc', projects)).toMatchObject({ stdout: '', status: 0 });
});

test('the index has them all', () => {
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const name of guides) expect(index).toContain(`(${name})`);
});

/** Writes a file, or runs commands; other blocks are for reading. */
function follow(block: Block, project: string): void {
  if (block.language === 'ts') {
    expect(block.file, `the code at line ${block.line} is in no file`).toBeDefined();
    writeFileSync(join(project, block.file ?? ''), `${block.lines.join('\n')}\n`);
  } else if (block.language === 'console') for (const example of examplesIn(block)) run(example, project);
}

function run({ line, command, output }: Example, project: string): void {
  const { stdout, stderr } = bash(command.replaceAll('npx ', ''), project);
  const printed = stdout.split('\n').slice(0, -1);
  if (!fits(output, printed)) expect(printed, `line ${line}: ${command}\n${stderr}`).toEqual(output);
}

function bash(command: string, cwd: string) {
  const { VITEST: _, ...env } = process.env;
  return spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8', env: { ...env, NO_COLOR: '1', PATH: `${bin}${delimiter}${env['PATH']}` } });
}
