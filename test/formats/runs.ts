import type { Trace } from '../../src/trace/index.ts';
import { replay } from '../../src/trace/index.ts';
import type { ExportedRun } from '../../src/formats/run.ts';
import { lostUpdateFound } from '../trace/found.ts';
import { toySystem } from '../trace/toySystem.ts';

/** A waits at its lock, whose name has all that formats treat in some way, until B has given it up, and runs into a fault with it. */
const system = toySystem({
  values: { owner: 2, set: 0 },
  agents: [
    {
      name: 'A one',
      steps: [
        { point: 'wait', when: ({ owner }) => owner === 0, act: (values) => void (values.owner = 1) },
        { point: 'fault: "<&>", 100%', act: () => ({ kind: 'assertion-failed', message: 'no; not <this> & "that" #1', at: 'toy.ts:7:3' }) },
      ],
    },
    {
      name: 'B',
      steps: [{ point: 'work', ways: 2, act: (values) => void (values.set = 5) }, { point: 'unlock', act: (values) => void (values.owner = 0) }],
    },
  ],
});

const steps = [
  { agent: 1, alternative: 1 },
  { agent: 1, alternative: 0 },
  { agent: 0, alternative: 0 },
  { agent: 0, alternative: 0 },
];

export const trace: Trace = replay(system, steps);

const shown = { ...lostUpdateFound, mutation: 'lock', property: 'assertion-failed', claim: 'every assertion holds' };

export const run: ExportedRun = { shown, trace };

/** The same, as if its last two steps went on for ever. */
export const endless: ExportedRun = { shown, trace: { ...trace, cycle: 2 } };

/** With values of each kind: the toy knows numbers only. */
export const richRun: ExportedRun = {
  shown,
  trace: {
    initial: [
      { path: 'P.p_pptr', value: 'nil' },
      { path: 'sharers', value: '{}' },
      { path: 'flag', value: 'false' },
    ],
    steps: [
      {
        ...trace.steps[0]!,
        changes: [
          { path: 'sharers', before: '{}', after: '{1, 2}' },
          { path: 'flag', before: 'false', after: 'true' },
          { path: 'T.local', before: undefined, after: '-3' },
        ],
      },
      { ...trace.steps[1]!, changes: [{ path: 'T.local', before: '-3', after: undefined }] },
    ],
  },
};
