import { createHash } from 'node:crypto';

/** A sha-256 over emitted code and the initial state. Comments do not count: they name lines of the model, which move when anything before them does. */
export function digestOf(source: string, initial: Int32Array): string {
  return createHash('sha256').update(withoutComments(source)).update(Buffer.from(initial.buffer)).digest('hex');
}

/** No text of emitted code has slashes but its comments. */
const withoutComments = (source: string): string => source.replace(/\/\*\*[^]*?\*\/|\/\/.*$/gm, '');
