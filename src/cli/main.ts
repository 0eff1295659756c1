#!/usr/bin/env node
import { ourRooms } from '../check.ts';
import type { Search } from '../core/index.ts';
import { counted, grouped } from '../report/index.ts';
import { bugReport, perform } from './perform.ts';
import { ProgressLine } from './progress.ts';

// The only file that writes to stdout.
const { stdout, stderr } = process;

// A reader that has seen enough (`| head`) is no error of ours.
stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  stderr.write(`forkcheck: cannot write to standard output: ${message}\n  Let it go to a disk with room left; the report is not complete.\n`);
  process.exitCode = 2;
});
// Nobody is left to be told.
stderr.on('error', () => undefined);

process.on('uncaughtException', (error) => {
  stderr.write(`${bugReport(error).join('\n')}\n`);
  process.exitCode = 70;
});

const started = performance.now();
const secondsSince = (then: number): number => (performance.now() - then) / 1000;
const line = new ProgressLine({
  isTTY: stderr.isTTY === true,
  get columns() {
    return stderr.columns;
  },
  write: (text) => stderr.write(text),
});

/** Seconds of the first search; the minimizer's come later. */
let searched: number | undefined;
const timedSearch: Search = (system, settings, openJudge) => {
  const begun = performance.now();
  const result = ourRooms.search(system, settings, openJudge);
  searched ??= secondsSince(begun);
  return result;
};

const { code, lines } = perform(process.argv.slice(2), {
  rooms: { ...ourRooms, search: timedSearch },
  colors: stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  tell: (text) => stderr.write(`${text}\n`),
  progress: (so) => line.show(so),
  interrupted: () => line.clear(),
  finished: ({ states }, resumes) => {
    line.clear();
    const seconds = searched ?? 0;
    const rate = resumes ? 'with what had been found before' : `${grouped(Math.round(states / Math.max(seconds, 0.001)))} states/s`;
    const inAll = secondsSince(started).toFixed(2);
    stderr.write(`searched ${counted(states, 'state')} in ${seconds.toFixed(2)} s, ${rate}; ${inAll} s in all\n`);
  },
});
process.exitCode = code;
if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
