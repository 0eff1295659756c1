import type { CompiledProperty, TransitionSystem } from '../../src/core/index.ts';

type Needed = 'packed' | 'agents' | 'reset' | 'alternatives' | 'enabled' | 'step' | 'undo';

/** Fills in what a transition system written by hand seldom cares about. */
export function systemOf(parts: Pick<TransitionSystem, Needed> & Partial<TransitionSystem>): TransitionSystem {
  const { packed } = parts;
  const words = packed.length;
  const predicates: readonly CompiledProperty[] = [];
  return {
    words,
    fingerprint: () => hash(packed),
    load: (from, offset) => {
      for (let word = 0; word < words; word++) packed[word] = from[offset + word]!;
    },
    predicates,
    mayRest: () => false,
    ended: () => false,
    locations: [{ routine: 'toy', point: '', file: 'toy.ts', line: 1, kind: 'ended' }],
    locationOf: () => 0,
    digest: 'toy',
    describe: {
      agentName: (agent) => `A${agent}`,
      stack: () => [],
      fields: () => Array.from(packed, (word, index) => ({ path: `word${index}`, value: `${word}` })),
      alternativeName: (_, alternative) => `${alternative}`,
    },
    ...parts,
  };
}

/** A fingerprint of a few words (FNV-1a, a word at a time). */
function hash(words: Int32Array): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words[at]!, 0x01000193);
  return sum;
}
