import type { Location } from '../core/index.ts';
import { counted } from './counted.ts';

/** Lists the locations that no agent ever reached, by file. */
export function unreachedText(unreached: readonly Location[]): readonly string[] {
  if (unreached.length === 0) return ['every location of the model was reached'];
  const rows = unreached.map(({ file, line, routine, point }) => {
    return `  ${file}:${line}  ${point === '' ? routine : `${routine}:${point}`}`;
  });
  return [`${counted(unreached.length, 'location')} of the model ${unreached.length === 1 ? 'was' : 'were'} never reached:`, ...rows];
}
