import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { check, ourRooms } from '../../src/check.ts';
import { saveCounterexample } from '../../src/trace/index.ts';
import type { Draft } from './drafts.ts';
import { type Bounds, type Broken, judge } from './judge.ts';
import { isPartOf } from './signature.ts';
import { titleOf, writeModule } from './write.ts';

export interface HuntSettings extends Bounds {
  readonly kernel: { readonly file: string; readonly reference: string };
  readonly drafts: Iterator<Draft>;
  /** What the scenarios are called, before their numbers. */
  readonly series: string;
  /** Where findings are saved that are not among the known ones. */
  readonly folder: string;
  /** The known findings, by what their scenarios show. */
  readonly known: ReadonlyMap<string, string>;
  /** Asked after each draft, with the number of drafts so far. */
  readonly goesOn: (drafts: number) => boolean;
  readonly note: (line: string) => void;
}

/** A signature that came up. */
export interface Sighting {
  readonly signature: string;
  /** The finding that shows it already. */
  readonly known?: string;
  /** In how many drafts. */
  count: number;
  /** The first of them. */
  readonly title: string;
  /** Where it was saved. */
  readonly file?: string;
}

export interface Hunted {
  readonly drafts: number;
  readonly states: number;
  /** How many drafts were searched to the end. */
  readonly complete: number;
  /** Of how many drafts the runs were judged, too. */
  readonly runs: number;
  /** How many drafts had too few structs: a defect of the generator. */
  readonly exhausted: number;
  readonly sightings: readonly Sighting[];
}

/** Drafts are written to modules of so many: the kernel is loaded once for each. */
const batch = 10;

/** Writes drafts as scenarios, searches each, and saves what breaks in a way that is not known. */
export function hunt(settings: HuntSettings): Hunted {
  const { kernel, series, folder, goesOn, note } = settings;
  mkdirSync(folder, { recursive: true });
  const sightings = new Map<string, Sighting>();
  const hunted = { drafts: 0, states: 0, complete: 0, runs: 0, exhausted: 0 };
  const module = join(folder, `${series}.ts`);
  while (goesOn(hunted.drafts)) {
    const named = next(settings.drafts, (index) => `${series}-${hunted.drafts + index + 1}`);
    if (named.size === 0) break;
    writeFileSync(module, writeModule(named));
    const model = ourRooms.openModel({ file: kernel.file, also: [module] });
    for (const [name, draft] of named) {
      if (!goesOn(hunted.drafts)) break;
      note(`${name} ${titleOf(draft)}`);
      const { broken, coverage, runs } = judge(model, name, settings);
      hunted.drafts++;
      hunted.states += coverage.states;
      if (coverage.complete) hunted.complete++;
      if (runs) hunted.runs++;
      if (broken.some(({ property }) => property === 'zone-exhausted')) hunted.exhausted++;
      for (const one of broken) see(one, { name, draft, sightings, settings });
    }
  }
  rmSync(module, { force: true });
  return { ...hunted, sightings: [...sightings.values()] };
}

/** Some more drafts with their names: none, when there are no more. */
function next(source: Iterator<Draft>, nameOf: (index: number) => string): ReadonlyMap<string, Draft> {
  const named = new Map<string, Draft>();
  while (named.size < batch) {
    const one = source.next();
    if (one.done === true) break;
    named.set(nameOf(named.size), one.value);
  }
  return named;
}

interface Seen {
  readonly name: string;
  readonly draft: Draft;
  readonly sightings: Map<string, Sighting>;
  readonly settings: HuntSettings;
}

/** Notes what has come up; saves it, made small, if it is new. */
function see({ property, signature }: Broken, { name, draft, sightings, settings }: Seen): void {
  const before = sightings.get(signature);
  if (before) {
    before.count++;
    return;
  }
  const sighting = { signature, count: 1, title: titleOf(draft) };
  const known = findingOf(signature, settings.known);
  sightings.set(signature, known === undefined ? { ...sighting, file: save(name, draft, property, settings) } : { ...sighting, known });
  if (known === undefined) settings.note(`  new: ${signature}`);
}

/** The known finding that the signature is one of, perhaps with others who wait for those that are stuck. */
function findingOf(signature: string, known: ReadonlyMap<string, string>): string | undefined {
  return known.get(signature) ?? [...known].find(([one]) => isPartOf(one, signature))?.[1];
}

/** Saves the scenario as a module, and beside it the run. */
function save(name: string, draft: Draft, property: string, { kernel, folder, maxStates }: HuntSettings): string {
  const module = join(folder, `${name}.ts`);
  writeFileSync(module, writeModule(new Map([[name, draft]])));
  const also = [{ file: module, reference: relative(process.cwd(), module).replaceAll('\\', '/') }];
  const { properties } = check({ kernel, also, scenario: name, properties: [property, 'zone-exhausted'] }, { maxStates, minimizeStates: maxStates / 4 });
  const counterexample = properties.find((one) => one.name === property)?.counterexample;
  const file = join(folder, `${name}-${property}.json`);
  if (counterexample) saveCounterexample(counterexample, file);
  return file;
}
