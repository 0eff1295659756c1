/** Runs two searches of one scenario at once, each by itself, and prints their costs as one line of JSON: how much of two cores the machine gives. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const once = join(dirname(fileURLToPath(import.meta.url)), 'searchOnce.js');
const run = promisify(execFile);
const options = [...process.execArgv, once, ...process.argv.slice(2)];
const both = await Promise.all([run(process.execPath, options), run(process.execPath, options)]);
process.stdout.write(`[${both.map(({ stdout }) => stdout.trim()).join(',')}]\n`);
