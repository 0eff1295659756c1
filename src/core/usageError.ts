/** The user's mistake: exit code 2. Anything else that is thrown is ours. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The thing called `wanted`, or a `UsageError` that lists what there is. */
export function pickNamed<T extends { readonly name: string }>(kind: string, all: readonly T[], wanted: string): T {
  const found = all.find((one) => one.name === wanted);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name).toSorted();
  throw new UsageError(`no ${kind} is called "${wanted}"; there are: ${names.join(', ') || 'none'}`);
}
