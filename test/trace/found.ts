import { type Counterexample, counterexampleFormat } from '../../src/trace/index.ts';

/** A lost update: both agents read before either writes. */
export const lostUpdateFound: Counterexample = {
  format: counterexampleFormat,
  kernel: 'toy.ts',
  also: [],
  scenario: 'two-adders',
  mutation: null,
  cpus: null,
  reduction: { processes: [], threads: [], statements: [] },
  property: 'no-lost-update',
  kind: 'always',
  verdict: 'violated',
  claim: 'the claim of no-lost-update',
  fault: null,
  walk: null,
  minimized: { length: 'shortest', switches: 'fewest' },
  digest: 'toy',
  schedule: [
    { agent: 'A', alternative: 0, label: 'a:read' },
    { agent: 'B', alternative: 0, label: 'b:read' },
    { agent: 'B', alternative: 0, label: 'b:write' },
    { agent: 'A', alternative: 0, label: 'a:write' },
  ],
};
