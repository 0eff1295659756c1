import type { Choice } from '../core/index.ts';

const alternativeBits = 16;

/** How many alternatives a location may have. */
export const mostAlternatives = 1 << alternativeBits;

/** A choice in one 32-bit integer. */
export function packChoice(agent: number, alternative: number): number {
  return (agent << alternativeBits) | alternative;
}

export function unpackChoice(packed: number): Choice {
  return { agent: packed >> alternativeBits, alternative: alternativeOf(packed) };
}

export function agentOf(packed: number): number {
  return packed >> alternativeBits;
}

export function alternativeOf(packed: number): number {
  return packed & (mostAlternatives - 1);
}
