#!/usr/bin/env node
import { ourRooms } from '../check.ts';
import { counted, grouped } from '../report/index.ts';
import { bugReport, perform } from './perform.ts';
import { ProgressLine } from './progress.ts';

// The only file that writes to stdout.
const { stdout, stderr } = process;

// A reader that has seen enough (`| head`) is no error of ours.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.on('uncaughtException', (error) => {
  stderr.write(`${bugReport(error).join('\n')}\n`);
  process.exitCode = 70;
});

const started = performance.now();
const line = new ProgressLine({ isTTY: stderr.isTTY === true, write: (text) => stderr.write(text) });

const { code, lines } = perform(process.argv.slice(2), {
  rooms: ourRooms,
  colors: stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  tell: (text) => stderr.write(`${text}\n`),
  progress: (so) => line.show(so),
  interrupted: () => line.clear(),
  finished: ({ states }) => {
    line.clear();
    const seconds = (performance.now() - started) / 1000;
    stderr.write(`${counted(states, 'state')} in ${seconds.toFixed(2)} s, ${grouped(Math.round(states / seconds))} states/s\n`);
  },
});
process.exitCode = code;
if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
