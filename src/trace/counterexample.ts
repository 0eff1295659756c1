import { z } from 'zod';
import { faultKinds, type LivenessKind, type StrategyName } from '../core/index.ts';

/** Format of a run that comes to an end. */
export const counterexampleFormat = 'forkcheck-counterexample/1';

/** Format of a run that breaks a property of whole runs: it has a fairness and, if it never ends, a cycle. */
export const lassoFormat = 'forkcheck-counterexample/2';

const runKinds = ['eventually', 'leads-to', 'always-eventually', 'ltl'] as const satisfies readonly LivenessKind[];

const names = z.array(z.string()).readonly();

/** The scenario that was checked, as a replay has to find it again. */
const subject = {
  /** A kernel's name, or the path of a module from the working directory. */
  kernel: z.string().min(1),
  /** Further modules: scenarios and properties that are not the kernel's own. */
  also: names,
  scenario: z.string().min(1),
  mutation: z.string().nullable(),
  cpus: z.int().positive().nullable(),
  /** What the minimizer left out of the scenario. */
  reduction: z.strictObject({ processes: names, threads: names, statements: names }).readonly(),
};

/** What the run shows. */
const finding = {
  property: z.string().min(1),
  kind: z.enum(['always', 'sometimes', 'built-in', ...runKinds]),
  verdict: z.enum(['violated', 'witnessed']),
  claim: z.string(),
  /** The fairness that was assumed; the run is fair in that way. */
  fairness: z.string().optional(),
  fault: z.strictObject({ kind: z.enum(faultKinds), message: z.string() }).readonly().nullable(),
};

const savedStep = z.strictObject({
  agent: z.string().min(1),
  alternative: z.int().nonnegative(),
  /** Where the agent stood, `routine:point`: checked, never believed. */
  label: z.string(),
});

/** What takes a random walk again; without a strategy, a uniform one. */
const savedWalk = z.strictObject({
  seed: z.string(),
  strategy: z.enum(['uniform', 'pct', 'swarm'] as const satisfies readonly StrategyName[]).optional(),
  pctDepth: z.int().positive().optional(),
  pctSteps: z.int().positive().optional(),
  run: z.int().nonnegative().nullable(),
});

export const counterexampleSchema = z
  .strictObject({
    format: z.enum([counterexampleFormat, lassoFormat]),
    ...subject,
    ...finding,
    /** The random walk that found it. */
    walk: savedWalk.readonly().nullable(),
    minimized: z
      .strictObject({
        length: z.enum(['shortest', 'shortened', 'as-found']),
        switches: z.enum(['fewest', 'fewer', 'as-found']),
      })
      .readonly(),
    /** The digest of the compiled model that made it. */
    digest: z.string(),
    schedule: z.array(savedStep.readonly()).readonly(),
    /** After how many steps the cycle begins: after all of them if the run stays where it is; null if a predicate faults. */
    cycle: z.int().nonnegative().nullable().optional(),
  })
  .refine(({ format, kind }) => (format === lassoFormat) === runKinds.some((one) => one === kind), {
    path: ['kind'],
    error: 'the format is one for other kinds',
  })
  .refine(({ format, fairness }) => (format === lassoFormat) === (fairness !== undefined), {
    path: ['fairness'],
    error: `it belongs to ${lassoFormat}, and to no other format`,
  })
  .refine(({ format, cycle }) => (format === lassoFormat) === (cycle !== undefined), {
    path: ['cycle'],
    error: `it belongs to ${lassoFormat}, and to no other format`,
  })
  .refine(({ cycle = 0, schedule }) => (cycle ?? 0) <= schedule.length, { path: ['cycle'], error: 'the schedule has fewer steps' })
  .readonly();

/** A scenario, a property, a schedule and labels to notice drift. */
export type Counterexample = z.infer<typeof counterexampleSchema>;

/** One decision of a saved schedule, with agents by name. */
export type SavedStep = z.infer<typeof savedStep>;
