/** `check --checkpoint` and `resume`: what they say of bad input, and that a kill at any moment changes nothing. */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ourRooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';
import { checkpointIn, Killed, killingJudge } from '../explore/checkpoint/killed.ts';

const counter = 'test/cli/models/counter.ts';
const check = ['check', counter, 'two-adders', '--mutation', 'unlocked', '--no-minimize', '--json'];

let folder = '';
let count = 0;
/** A checkpoint of a search that was killed. */
let killed = '';
let directory = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkcheck-resume-'));
  killed = join(folder, 'killed');
  expect(() => run([...check, '--checkpoint', killed], 1)).toThrow(Killed);
});
beforeEach(() => (directory = join(folder, String(count++))));
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly code: number;
  readonly lines: readonly string[];
  readonly told: string;
}

/** Runs a command with a checkpoint after every batch; may be killed after so many of them, which is thrown. */
function run(args: readonly string[], life = Infinity): Said {
  const told: string[] = [];
  const nothing = (): void => undefined;
  let death: Killed | undefined;
  const rooms: typeof ourRooms = {
    ...ourRooms,
    openJudge: killingJudge(life),
    search: (system, { checkpoint, ...settings }, openJudge) => {
      const often = checkpoint && checkpointIn(checkpoint.directory, { ...checkpoint, seconds: Number.MIN_VALUE });
      try {
        return ourRooms.search(system, { ...settings, ...(often && { checkpoint: often }) }, openJudge);
      } catch (error) {
        if (error instanceof Killed) death = error;
        throw error;
      }
    },
  };
  const outcome = perform(args, { rooms, colors: false, tell: (line) => told.push(line), progress: nothing, interrupted: nothing, finished: nothing });
  // `perform` takes it for a defect of forkcheck.
  if (death !== undefined) throw death;
  return { ...outcome, told: told.join('\n') };
}

/** A copy of the checkpoint to be spoiled. */
function copy(): string {
  cpSync(killed, directory, { recursive: true });
  return directory;
}

function refuses(args: readonly string[], message: string, remedy: string): void {
  const { code, lines, told } = run(args);
  expect([code, lines]).toEqual([2, []]);
  expect(told).toContain(message);
  expect(told).toContain(remedy);
  expect(told).toMatch(/^forkcheck: /);
}

describe('resume', () => {
  test('says what the check would have said, in the same form', () => {
    const { code, lines } = run(check);
    expect(run(['resume', copy()])).toMatchObject({ code, lines });
    expect(readdirSync(directory)).toEqual(['manifest.json']);
    expect(run(['resume', directory])).toMatchObject({ code, lines });
  });

  test('ignores what was written behind the last checkpoint', () => {
    for (const file of ['links', 'onward']) appendFileSync(join(copy(), file), 'torn');
    expect(run(['resume', directory]).lines).toEqual(run(check).lines);
  });

  test.each(['links', 'onward'])('refuses a damaged %s', (file) => {
    const at = join(copy(), file);
    const bytes = readFileSync(at);
    bytes[0]! ^= 1;
    writeFileSync(at, bytes);
    refuses(['resume', directory], `${at} is damaged: its sha-256 is another one`, 'Check anew with another directory');
    truncateSync(at, 3);
    refuses(['resume', directory], `${at} is damaged: its end is missing`, 'Check anew with another directory');
    rmSync(at);
    refuses(['resume', directory], `cannot open ${at}: ENOENT`, 'Check anew with another directory');
  });

  test('refuses any change of the manifest', () => {
    const text = readFileSync(join(copy(), 'manifest.json'), 'utf8');
    const digits = [...text.matchAll(/[0-9]/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (at, more) => {
        const changed = String((Number(text[at]) + more) % 10);
        writeFileSync(join(directory, 'manifest.json'), text.slice(0, at) + changed + text.slice(at + 1));
        const { code, told } = run(['resume', directory]);
        expect(code).toBe(2);
        expect(told).toMatch(/^forkcheck: cannot go on with .*manifest.json: it/);
      }),
      { numRuns: 30 },
    );
    writeFileSync(join(directory, 'manifest.json'), text.slice(0, 100));
    refuses(['resume', directory], 'manifest.json: it is no manifest', 'Check anew');
    writeFileSync(join(directory, 'manifest.json'), text.replace('checkpoint/1', 'checkpoint/2'));
    refuses(['resume', directory], 'its format is forkcheck-checkpoint/2, and this forkcheck reads forkcheck-checkpoint/1', 'Check anew');
  });

  test('refuses a model that has changed', () => {
    const model = join(folder, 'changing.ts');
    const source = readFileSync('test/models/starvedLock.ts', 'utf8').replaceAll("'../../src", `'${resolve('src')}`);
    writeFileSync(model, source);
    expect(() => run(['check', model, 'starved-lock', '--checkpoint', directory], 1)).toThrow(Killed);
    const now = run(['resume', directory]);
    expect(now.code).toBeLessThan(2);
    writeFileSync(model, source.replace(/yield '(\w+)'/, "yield 'elsewhere'"));
    expect(readFileSync(model, 'utf8')).not.toBe(source);
    refuses(['resume', directory], 'the model, or a property, has changed since', 'Bring it back as it was');
  });

  test('refuses a directory without a checkpoint', () => {
    refuses(['resume', directory], `cannot read ${join(directory, 'manifest.json')}: ENOENT`, 'Give the directory of a `forkcheck check');
  });

  test('refuses a directory that another process searches with', () => {
    writeFileSync(join(copy(), 'lock'), JSON.stringify({ pid: process.ppid, host: hostname() }));
    refuses(['resume', directory], `another forkcheck (process ${process.ppid}) searches with`, 'Wait until it has ended');
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    refuses(['resume', directory], 'a forkcheck on elsewhere (process 1) searches with', 'delete');
    expect(readdirSync(directory).toSorted()).toEqual(['links', 'lock', 'manifest.json', 'onward']);
  });

  test('takes the place of a process that is no more', () => {
    const { pid } = spawnSync('true');
    writeFileSync(join(copy(), 'lock'), JSON.stringify({ pid, host: hostname() }));
    expect(run(['resume', directory]).lines).toEqual(run(check).lines);
  });
});

describe('check --checkpoint', () => {
  test('refuses a checkpoint, and what is none', () => {
    refuses([...check, '--checkpoint', killed], 'holds a checkpoint already', 'forkcheck resume');
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.tex'), '');
    refuses([...check, '--checkpoint', directory], 'holds thesis.tex, which is no part of a checkpoint', 'Give an empty directory');
    expect(readdirSync(directory)).toEqual(['thesis.tex']);
    refuses([...check, '--checkpoint', join(directory, 'thesis.tex')], 'cannot make the directory', 'Give a directory that can be written to');
  });

  test('goes on in what a process left that was killed at once', () => {
    mkdirSync(directory);
    for (const name of ['lock.7', 'manifest.json.tmp', 'links']) writeFileSync(join(directory, name), '');
    expect(run([...check, '--checkpoint', directory]).lines).toEqual(run(check).lines);
  });

  test.each(['dfs', 'random'])('is nothing for %s', (kind) => {
    refuses([...check, '--checkpoint', directory, '--search', kind], `checkpoints are for breadth-first search (--search bfs), not for ${kind}`, '');
    expect(existsSync(directory)).toBe(false);
  });

  test('--checkpoint-seconds needs it', () => {
    refuses([...check, '--checkpoint-seconds', '5'], 'nothing says where', 'Add --checkpoint DIR');
  });

  test.skipIf(process.getuid?.() === 0)('a directory that cannot be written to', () => {
    mkdirSync(directory);
    chmodSync(directory, 0o500);
    refuses([...check, '--checkpoint', directory], 'EACCES', 'Give a directory that can be written to');
  });

  test('loses nothing if the next manifest cannot be written', () => {
    mkdirSync(join(copy(), 'manifest.json.tmp'));
    refuses(['resume', directory], 'cannot write the checkpoint to', 'with room left on its disk; then go on by `forkcheck resume');
    rmSync(join(directory, 'manifest.json.tmp'), { recursive: true });
    expect(run(['resume', directory]).lines).toEqual(run(check).lines);
  });
});

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** Whether the lock of the directory is that of a process; a process that is killed or ends takes it away at any moment. */
function isLockedBy(pid: number | undefined): boolean {
  try {
    return readFileSync(join(directory, 'lock'), 'utf8').includes(`"pid":${pid},`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

test('kill -9 at any moment, and resume: the same bytes', async () => {
  const arguments_ = ['check', 'bench/pidlife.ts', 'pidlife-5', '--quiet'];
  const plain = spawnSync(process.execPath, [main, ...arguments_], { encoding: 'utf8' }).stdout;
  expect(plain).toContain('278,542 states');
  let command = [...arguments_, '--checkpoint', directory, '--checkpoint-seconds', '0.1'];
  let kills = 0;
  for (const delay of [0, 300, 20, 700]) {
    const child = spawn(process.execPath, [main, ...command], { stdio: 'ignore' });
    const ended = new Promise<void>((done) => child.on('exit', () => done()));
    // Until then it reads the model; a manifest is there soon after the lock.
    while (child.exitCode === null && !isLockedBy(child.pid)) await setTimeout(5);
    await setTimeout(delay);
    if (child.exitCode === null && child.kill('SIGKILL')) kills++;
    await ended;
    if (existsSync(join(directory, 'manifest.json'))) command = ['resume', directory, '--quiet'];
  }
  expect(kills).toBeGreaterThan(1);
  for (let time = 0; time < 2; time++) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'resume', directory, '--quiet'], { encoding: 'utf8' });
    expect([stdout, stderr, status]).toEqual([plain, '', 0]);
  }
}, 300_000);
