import type { CheckReport } from './report.ts';

/** One object for programs to read: the same bytes for the same check. */
export function jsonReport(report: CheckReport): string {
  const { kernel, scenario, mutation, search, coverage, unreached } = report;
  const object = {
    format: 'forkcheck-check/1',
    kernel,
    scenario,
    mutation,
    search,
    coverage: {
      states: coverage.states,
      transitions: coverage.transitions,
      depth: coverage.depth,
      complete: coverage.complete,
      ...(coverage.reductions && { reductions: coverage.reductions }),
      ...(coverage.withoutPartialOrder !== undefined && { withoutPartialOrder: coverage.withoutPartialOrder }),
      ...(coverage.omission && { omission: coverage.omission }),
      ...(coverage.sample && { sample: coverage.sample }),
      ...(coverage.symmetry && { symmetry: coverage.symmetry }),
    },
    properties: report.properties.map(({ name, kind, verdict, run, counterexample, bound, stuck, fairness }) => ({
      name,
      kind,
      verdict,
      steps: run === null ? null : run.steps.length,
      counterexample,
      ...(bound === undefined ? {} : { bound }),
      ...(stuck === undefined ? {} : { stuck }),
      ...(fairness === undefined ? {} : { fairness, cycle: run?.cycle ?? null }),
    })),
    ...(unreached === undefined
      ? {}
      : { unreached: unreached.map(({ routine, point, file, line }) => ({ routine, point, file, line })) }),
  };
  return JSON.stringify(object, undefined, 2);
}
