import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ourRooms } from '../../src/check.ts';
import type { LoadedModel } from '../../src/core/index.ts';
import { type Counterexample, loadCounterexample, replaySaved } from '../../src/trace/index.ts';
import { judge } from './judge.ts';
import { signatureOfRun } from './signature.ts';

/** Where a finding shows, it shows soon. */
const bounds = { maxStates: 5_000, maxRunStates: 2_000 };

/** The findings that are saved, by their signatures, and by those of whatever else their scenarios break. */
export function knownFindings(kernel: string, folder: string): ReadonlyMap<string, string> {
  const model = ourRooms.openModel({ file: kernel });
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const saved = names.map((name) => ({ name, finding: loadCounterexample(join(folder, name)) }));
  const own = saved.filter(({ finding: { kernel: its, also, mutation } }) => its === model.name && also.length === 0 && mutation === null);
  const all = own.flatMap(({ name, finding }) => [
    ...judge(model, finding.scenario, bounds).broken.map(({ signature }) => [signature, name] as const),
    [savedSignature(model, finding), name] as const,
  ]);
  return new Map(all.toReversed());
}

function savedSignature(model: LoadedModel, saved: Counterexample): string {
  const { scenario, property, kind, reduction, cpus } = saved;
  const system = model.compile({ scenario, properties: kind === 'built-in' ? [] : [property], reduction, ...(cpus !== null && { cpus }) });
  return signatureOfRun(system, property, replaySaved(system, saved).trace);
}
