import { z } from 'zod';
import { faultKinds, type Findings, type Judgement, type LivenessKind } from '../../core/index.ts';

const runKinds = ['eventually', 'leads-to', 'always-eventually', 'ltl'] as const satisfies readonly LivenessKind[];

export const count = z.int().nonnegative();

const schedule = z.array(z.strictObject({ agent: count, alternative: count }));
const fault = z.strictObject({ kind: z.enum(faultKinds), message: z.string(), at: z.string() });

const verdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('holds') }),
  z.strictObject({ kind: z.literal('violated'), schedule, fault: fault.exactOptional(), cycle: count.exactOptional() }),
  z.strictObject({ kind: z.literal('witnessed'), schedule }),
  z.strictObject({ kind: z.literal('unwitnessed') }),
  z.strictObject({ kind: z.literal('unknown'), bound: z.string() }),
]);

/** What the judge has found before the search has ended. */
export const findingsSchema: z.ZodType<Findings> = z.strictObject({
  states: count,
  answers: z.array(z.strictObject({ property: count, verdict, looked: count })),
  faults: z.array(z.strictObject({ kind: z.string(), verdict })),
  deadlock: verdict.exactOptional(),
});

/** What it says at the end of one property. */
export const judgementSchema: z.ZodType<Judgement> = z.strictObject({
  name: z.string(),
  claim: z.string(),
  kind: z.enum(['always', 'sometimes', 'built-in', ...runKinds]),
  verdict,
  looked: count,
  fairness: z.string().exactOptional(),
});
