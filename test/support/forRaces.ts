import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel } from '../../src/core/index.ts';
import { raceHead, writeRace } from './generatedRaces.ts';

/** Races in a file: reading one takes longer than compiling what is in it. */
const together = 10;

/** Generates races, files of ten of them, and visits each with its text. */
export function forRaces(folder: string, files: number, visit: (model: CompiledModel, text: string) => void): void {
  let written = 0;
  const list = fc.array(fc.nat({ max: 5039 }), { minLength: 60, maxLength: 160, size: 'max' });
  const property = fc.property(fc.array(list, { minLength: together, maxLength: together }), (all) => {
    const texts = all.map((decisions, index) => writeRace(decisions, `race${index}`));
    const file = join(folder, `races-${written++}.ts`);
    writeFileSync(file, raceHead + texts.join(''));
    const model = openModel({ file });
    texts.forEach((text, index) => visit(model.compile({ scenario: `race${index}` }), text));
  });
  fc.assert(property, { numRuns: files, endOnFailure: true });
}
