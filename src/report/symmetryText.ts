import type { ZoneSymmetry } from '../core/index.ts';
import { counted } from './counted.ts';

/** Tells which zones' slots a search did not tell apart, and why it told the others'. */
export function symmetryText(zones: readonly ZoneSymmetry[]): readonly string[] {
  const alike = zones.filter(({ reason }) => reason === undefined).map(({ zone, slots }) => `${zone} (${counted(slots, 'slot')})`);
  const apart = zones.flatMap(({ zone, reason }) => (reason === undefined ? [] : [`the slots of ${zone} are told apart: ${reason}`]));
  return [...(alike.length === 0 ? [] : [`slots that are not told apart: ${alike.join(', ')}`]), ...apart];
}
