/** Makes saved findings anew from the models as they are now: `npm run findings -- counterexamples/*.json`. */
import { parseArgs } from 'node:util';
import { UsageError } from '../src/core/index.ts';
import { counted } from '../src/report/index.ts';
import { type Remade, remake } from './findings/remake.ts';
import { runMain } from './runMain.ts';

const usage = [
  'usage: npm run findings -- [--max-states N] FILE...',
  '',
  '  Runs the check that each file comes from, makes what it finds small, and saves it under the same name. A search gives up',
  '  after N states (2,000,000 by default). Exit code 1: a finding is gone; 3: a search met its bound before it knew. The file',
  '  of such a finding is as it was.',
];

function main(): void {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: { 'max-states': { type: 'string', default: '2000000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help || files.length === 0) return print(usage.join('\n'));
  const maxStates = Number(values['max-states']);
  if (!Number.isSafeInteger(maxStates) || maxStates < 1) throw new UsageError(`--max-states must be a whole number from 1, got ${values['max-states']}`);
  const kinds = new Set<Remade['kind']>();
  for (const file of files) {
    const remade = remake(file, maxStates);
    kinds.add(remade.kind);
    print(`${file}: ${told(remade, maxStates)}`);
  }
  process.exitCode = kinds.has('gone') ? 1 : kinds.has('unknown') ? 3 : 0;
}

function told(remade: Remade, maxStates: number): string {
  switch (remade.kind) {
    case 'same':
      return 'the same';
    case 'gone':
      return 'not found any more';
    case 'saved':
      return `saved, ${remade.before} -> ${counted(remade.after, 'step')}`;
    case 'unknown':
      return `not found before the bound ${remade.bound}, and left as it is: more than ${counted(maxStates, 'state')} (--max-states) may have it`;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

runMain(main);
