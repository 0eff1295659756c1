/** Makes saved findings anew from the models as they are now: `npm run findings -- counterexamples/*.json`. */
import { check } from '../src/check.ts';
import { findModule } from '../src/cli/modules.ts';
import { counted } from '../src/report/index.ts';
import { type Counterexample, counterexampleText, loadCounterexample, saveCounterexample } from '../src/trace/index.ts';

const usage = [
  'usage: npm run findings -- FILE...',
  '',
  '  Runs the check that each file comes from, makes what it finds small, and saves it under the same name. Exit code 1: a',
  '  finding is gone, and its file is as it was.',
];

function main(files: readonly string[]): void {
  if (files.length === 0 || files.includes('--help')) return print(usage.join('\n'));
  for (const file of files) print(`${file}: ${remake(file)}`);
}

function remake(file: string): string {
  const old = loadCounterexample(file);
  const found = findAgain(old);
  if (found === null) {
    process.exitCode = 1;
    return 'not found any more';
  }
  if (counterexampleText(found) === counterexampleText(old)) return 'the same';
  saveCounterexample(found, file);
  return `saved, ${old.schedule.length} -> ${counted(found.schedule.length, 'step')}`;
}

function findAgain({ kernel, also, scenario, mutation, cpus, property, walk }: Counterexample): Counterexample | null {
  const input = {
    kernel: findModule(kernel),
    also: also.map(findModule),
    scenario,
    ...(mutation !== null && { mutation }),
    ...(cpus !== null && { cpus }),
    // Naming a built-in check leaves out the others, which the scenario may break as well.
    properties: [property, 'zone-exhausted'],
  };
  const walked = walk && ({ search: 'random', seed: walk.seed, ...(walk.run !== null && { run: walk.run }) } as const);
  const { properties } = check(input, walked ?? {});
  const result = properties.find(({ name }) => name === property);
  return result?.verdict === 'violated' ? result.counterexample : null;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv.slice(2));
