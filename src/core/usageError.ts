/** The user's mistake: exit code 2. Anything else that is thrown is ours. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A mistake about options. It names them as the API does; whoever takes them under other names tells it with those. */
export class OptionError extends UsageError {
  constructor(readonly tell: (called: (option: string) => string) => string) {
    super(tell((option) => option));
  }
}

/** The thing called `wanted`, or a `UsageError` that lists what there is. */
export function pickNamed<T extends { readonly name: string }>(kind: string, all: readonly T[], wanted: string): T {
  const found = all.find((one) => one.name === wanted);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name).toSorted();
  throw new UsageError(`no ${kind} is called "${wanted}"${didYouMean(wanted, names)}; there are: ${names.join(', ') || 'none'}`);
}

/** `; did you mean "both-done"?` where one of the names is nearly the wanted one, else nothing. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const near = nearest(wanted, names);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** The name that takes the fewest single-letter edits to reach, if those are few. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
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
