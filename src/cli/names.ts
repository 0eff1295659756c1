import { didYouMean, UsageError } from '../core/index.ts';

/** Makes sure that one of the names is the wanted one; the `UsageError` lists them, suggests the nearest and ends with the remedy. */
export function requireName(kind: string, names: readonly string[], wanted: string, remedy: string): void {
  if (names.includes(wanted)) return;
  const all = names.length === 0 ? 'There are none.' : `There are: ${names.toSorted().join(', ')}.`;
  throw new UsageError(`no ${kind} is called "${wanted}"${didYouMean(wanted, names)}\n  ${all}\n  ${remedy}`);
}
