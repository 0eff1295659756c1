import type { ModelListing } from '../core/index.ts';
import { builtInClaims } from '../judge/index.ts';
import { findModule, isPath, kernelNames } from './modules.ts';
import { requireName } from './names.ts';
import type { Outcome, World } from './world.ts';

const kinds = ['kernels', 'scenarios', 'properties', 'mutations'] as const;
type Kind = (typeof kinds)[number];

export interface ListFlags {
  readonly json?: boolean;
}

interface Entry {
  readonly name: string;
  readonly title: string;
}

/** `forkcheck list [kernels|scenarios|properties|mutations] [KERNEL]`. */
export function listCommand(
  what: string | undefined,
  kernel: string | undefined,
  flags: ListFlags,
  world: World,
): Outcome {
  const kind = kindOf(what);
  const listings = (kernel === undefined ? kernelNames() : [kernel]).map((name) =>
    world.rooms.openModel({ file: findModule(name).file }),
  );
  const groups: readonly Group[] =
    kind === 'kernels' ? [{ title: kind, entries: listings }] : listings.map((one) => groupOf(one, kind));
  const shown = kind === 'properties' ? [...groups, builtIn] : groups;
  const lines = flags.json
    ? [JSON.stringify(listings.map((listing) => ({ kernel: listing.name, ...objectOf(listing, kind) })), undefined, 2)]
    : shown.flatMap(({ title, entries }) => [`${title}:`, ...rows(entries)]);
  return { code: 0, lines };
}

interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Not of one kernel, and named like properties. */
const builtIn: Group = {
  title: 'built-in checks',
  entries: Object.entries(builtInClaims).map(([name, title]) => ({ name, title })),
};

function kindOf(what = 'kernels'): Kind {
  const found = kinds.find((kind) => kind === what);
  if (found !== undefined) return found;
  const remedy =
    isPath(what) || kernelNames().includes(what)
      ? `Say what to list of it, for instance: forkcheck list scenarios ${what}`
      : 'For instance: forkcheck list scenarios KERNEL';
  requireName('list', kinds, what, remedy);
  return 'kernels';
}

function groupOf(listing: ModelListing, kind: Exclude<Kind, 'kernels'>): Group {
  return { title: `${kind} of ${listing.name}`, entries: entriesOf(listing, kind) };
}

function entriesOf({ scenarios, properties, mutations }: ModelListing, kind: Exclude<Kind, 'kernels'>): readonly Entry[] {
  switch (kind) {
    case 'scenarios':
      return scenarios;
    case 'properties':
      return properties.map(({ name, claim, kind: quantifier }) => ({ name, title: `${quantifier}: ${claim}` }));
    case 'mutations':
      return mutations.map(({ name, title, caughtBy }) => ({ name, title: `${title}${caught(caughtBy)}` }));
  }
}

function caught(caughtBy: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(caughtBy).map(([scenario, property]) => `${scenario} (${property})`);
  return pairs.length === 0 ? '' : `; caught by ${pairs.join(', ')}`;
}

function objectOf(listing: ModelListing, kind: Kind): object {
  if (kind === 'kernels') return { title: listing.title };
  return { [kind]: entriesOf(listing, kind).map(({ name, title }) => ({ name, title })) };
}

function rows(entries: readonly Entry[]): readonly string[] {
  if (entries.length === 0) return ['  none'];
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`.trimEnd());
}
