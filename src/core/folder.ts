// Not in the index: what runs in a browser has no files.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it, unless they are there; returns the first that was made. Node's own `recursive` never ends where a
 * directory is there in which none can be made, as in /proc.
 */
export function makeFolder(directory: string): string | undefined {
  if (isFolder(directory)) return undefined;
  const above = dirname(directory);
  const first = above === directory ? undefined : makeFolder(above);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Somebody else may have made it by now.
    if (!isFolder(directory)) throw error;
  }
  return first ?? directory;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
