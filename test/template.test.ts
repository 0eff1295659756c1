/** The project that `forkcheck init` makes: what its README says to run, runs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/cli/modules.ts';
import { run } from './cli/toyWorld.ts';

const project = join(mkdtempSync(join(tmpdir(), 'forkcheck-template-')), 'mine');

test('init makes a project, and overwrites nothing', () => {
  expect(run('init', project)).toMatchObject({ code: 0, text: expect.stringContaining('kernel.ts') });
  expect(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))).toMatchObject({ devDependencies: { forkcheck: expect.stringMatching(/^\^\d/) } });
  expect(run('init', project)).toMatchObject({ code: 2, told: expect.stringContaining('is not empty') });
  expect(readFileSync(join(packageRoot, 'package.json'), 'utf8')).toContain('"template"');
});

test('its scripts do what they are for, with the package linked', () => {
  install();
  expect(npm('run', '-s', 'check')).toMatchObject({ status: 0, stdout: expect.stringMatching(/holds +limit-is-kept[^]*witnessed +limit-is-reached/) });
  expect(npm('run', '-s', 'break')).toMatchObject({ status: 1, stdout: expect.stringMatching(/limit-is-kept is violated[^]*what decides: step \d/) });
  expect(npm('test')).toMatchObject({ status: 0, stdout: expect.stringMatching(/2 passed/) });
});

/** What `npm install` would do, without a registry. */
function install(): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(packageRoot, join(modules, 'forkcheck'));
  symlinkSync(join(packageRoot, 'node_modules/vitest'), join(modules, 'vitest'));
  const main = join(packageRoot, 'dist/src/cli/main.js');
  writeFileSync(join(modules, '.bin/forkcheck'), `#!/bin/sh\nexec node '${main}' "$@"\n`, { mode: 0o755 });
  for (const name of ['tsc', 'vitest']) symlinkSync(join(packageRoot, 'node_modules/.bin', name), join(modules, '.bin', name));
}

function npm(...args: readonly string[]) {
  const { VITEST: _, ...env } = process.env;
  return spawnSync('npm', args, { cwd: project, encoding: 'utf8', env: { ...env, NO_COLOR: '1' } });
}
