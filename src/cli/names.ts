import { didYouMean, UsageError } from '../core/index.ts';

/** A list of more names than these would hide what else is said. */
const mostListed = 60;

/** Makes sure that one of the names is the wanted one; the `UsageError` lists them, suggests the nearest and ends with the remedy. */
export function requireName(kind: string, names: readonly string[], wanted: string, remedy: string): void {
  if (names.includes(wanted)) return;
  throw new UsageError(`no ${kind} is called "${wanted}"${didYouMean(wanted, names)}\n  ${listed(names)}\n  ${remedy}`);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'There are none.';
  return names.length > mostListed ? `There are ${names.length}.` : `There are: ${names.toSorted().join(', ')}.`;
}
