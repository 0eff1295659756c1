import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** Runs a line of bash in which `$forkcheck` is the built command. */
const bash = (line: string) =>
  spawnSync('bash', ['-c', line], { encoding: 'utf8', env: { ...process.env, forkcheck: `${process.execPath} ${main}` } });

describe('the built command', () => {
  test('can be executed', () => {
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    const { status, stdout, stderr } = bash('$forkcheck --version');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('tells wrong usage on stderr only', () => {
    const { status, stdout, stderr } = bash('$forkcheck check no-such-kernel');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^forkcheck: no kernel is called "no-such-kernel"/);
  });

  test('takes a reader that has seen enough for no error', () => {
    const { stdout, stderr } = bash('$forkcheck check --help | true; echo ${PIPESTATUS[0]}');
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });

  test.runIf(existsSync('/dev/full'))('says that its report has no room', () => {
    const { status, stderr } = bash('$forkcheck list kernels > /dev/full');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^forkcheck: cannot write to standard output: ENOSPC.*\n {2}.*not complete\.\n$/)]);
  });
});
