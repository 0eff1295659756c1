import { UsageError } from '../core/index.ts';

/** Makes sure that one of the names is the wanted one; the `UsageError` lists them, suggests the nearest and ends with the remedy. */
export function requireName(kind: string, names: readonly string[], wanted: string, remedy: string): void {
  if (names.includes(wanted)) return;
  const near = nearest(wanted, names);
  const suggestion = near === undefined ? '' : `; did you mean "${near}"?`;
  const all = names.length === 0 ? 'There are none.' : `There are: ${names.toSorted().join(', ')}.`;
  throw new UsageError(`no ${kind} is called "${wanted}"${suggestion}\n  ${all}\n  ${remedy}`);
}

/** The name that takes the fewest single-letter edits to reach, if those are few. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of names.toSorted()) {
    const edits = editsBetween(wanted.toLowerCase(), name.toLowerCase());
    if (edits <= most && (best === undefined || edits < best.edits)) best = { name, edits };
  }
  return best?.name;
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
