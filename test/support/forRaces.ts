import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel } from '../../src/core/index.ts';
import { raceHead, writeRace } from './generatedRaces.ts';

export interface Race {
  readonly model: CompiledModel;
  readonly text: string;
  /** What it was made from, and its number in its file. */
  readonly decisions: readonly number[];
  readonly index: number;
}

/** Generates races, so many files in a folder with so many each (reading a file takes longer than compiling what is in it), and visits them. */
export function forRaces(folder: string, files: number, together: number, visit: (race: Race) => void): void {
  let written = 0;
  const list = fc.array(fc.nat({ max: 5039 }), { minLength: 60, maxLength: 160, size: 'max' });
  const property = fc.property(fc.array(list, { minLength: together, maxLength: together }), (all) => {
    const texts = all.map((decisions, index) => writeRace(decisions, `race${index}`));
    const file = join(folder, `races-${written++}.ts`);
    writeFileSync(file, raceHead + texts.join(''));
    const opened = openModel({ file });
    texts.forEach((text, index) => visit({ model: opened.compile({ scenario: `race${index}` }), text, decisions: all[index]!, index }));
  });
  fc.assert(property, { numRuns: files, endOnFailure: true });
}
