import { counted, grouped } from './counted.ts';
import { fileLine, lanesBetween, placeName } from './lanes.ts';
import type { Paint } from './paint.ts';
import type { RunReport, StepReport } from './report.ts';

/** What is told of why a run fails; steps are counted from 1. */
export interface ExplanationReport {
  readonly decision: DecisionReport;
  /** States from which every run fails, as far as they were looked at. */
  readonly lost: number;
  /** Some run ends in another fault, or a deadlock. */
  readonly otherEnds: boolean;
  readonly window?: WindowReport;
  readonly needs: readonly NeedReport[];
  /** A claim about runs is broken: by what comes for ever, not by a state. */
  readonly isOfRuns: boolean;
  readonly failing: RunReport;
  readonly passing?: RunReport;
}

export type DecisionReport =
  | { readonly kind: 'order'; readonly step: number; readonly endsBadly: boolean; readonly first: number; readonly then?: number; readonly opens?: number }
  | { readonly kind: 'choice'; readonly step: number; readonly endsBadly: boolean }
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

export interface WindowReport {
  readonly steps: ReadonlyMap<number, number>;
  readonly schedules: bigint;
  readonly failing: bigint;
}

export interface NeedReport {
  readonly cpus: number;
  readonly interrupts: number;
  readonly preemptions: number;
  readonly isLeast: boolean;
  readonly states: number;
}

/** Tells why a run fails: what decides, the nearest run that passes, and what the failure takes. */
export function explanationText(told: ExplanationReport, paint: Paint): readonly string[] {
  return [...decisionText(told, paint), ...windowText(told), ...passingText(told, paint), ...needsText(told.needs, paint)];
}

function decisionText({ decision, failing, passing, lost, otherEnds, isOfRuns }: ExplanationReport, paint: Paint): readonly string[] {
  const fails = otherEnds ? 'fails, or ends badly otherwise' : 'fails';
  const isLast = !isOfRuns && 'step' in decision && decision.step === failing.steps.length;
  const all = isLast ? 'it fails there and then' : `every run from there ${fails} (${counted(lost, 'state')}, all looked at)`;
  switch (decision.kind) {
    case 'unknown':
      return [paint.bold('what decides is not known: the bound max-states was met first')];
    case 'always':
      return [paint.bold(`nothing decides: every run of the scenario ${fails}`)];
    case 'never':
      return [paint.bold('no step decides: after each of them some run passes; this one fails as it never takes the way out')];
    case 'choice':
      return [
        paint.bold(`what decides: step ${decision.step}`),
        `  ${stepText(failing.steps[decision.step - 1])}`,
        '  takes an alternative; with another one there is a run that passes',
        `  as it is, ${all}`,
      ];
    case 'order':
      return [
        paint.bold(`what decides: step ${decision.step}`),
        `  ${stepText(failing.steps[decision.step - 1])}`,
        '  comes before',
        `  ${stepText(passing?.steps[decision.first - 1])}`,
        `  so that ${all}; the other way round, one passes`,
      ];
  }
}

function windowText({ decision, window, failing, isOfRuns }: ExplanationReport): readonly string[] {
  if (decision.kind !== 'order') return [];
  const opens = decision.opens === undefined ? [] : [`  before step ${decision.opens}, ${stepText(failing.steps[decision.opens - 1])}, it would have done no harm`];
  if (isOfRuns) return opens;
  if (window === undefined) return [...opens, '  how many orders fail is not known: the bound max-states was met first'];
  const { schedules, failing: some } = window;
  const inAll = [...window.steps.values()].reduce((sum, count) => sum + count, 0);
  return [...opens, `  of ${orders(schedules)} of the window's ${counted(inAll, 'step')}, ${grouped(some)} ${some === 1n ? 'fails' : 'fail'}`];
}

function orders(count: bigint): string {
  return `${grouped(count)} ${count === 1n ? 'order' : 'orders'}`;
}

function passingText({ decision, passing, isOfRuns }: ExplanationReport, paint: Paint): readonly string[] {
  if (passing === undefined || !('step' in decision)) return [];
  const last = decision.kind === 'choice' ? decision.step : Math.max(decision.first, decision.then ?? 0);
  const more = passing.steps.length - last;
  const same = decision.step === 1 ? '' : `, the same up to step ${decision.step - 1}`;
  return [
    '',
    paint.bold(`the nearest schedule that passes${same}`),
    ...lanesBetween(passing, decision.step, last, paint),
    `  ${wayOn(more, isOfRuns)}`,
    ...(decision.endsBadly ? [`  it ends in ${passing.steps.at(-1)?.fault?.kind ?? 'a deadlock'}, as does every run that does not fail like this one`] : []),
  ];
}

/** How the nearest schedule goes on. */
function wayOn(more: number, isOfRuns: boolean): string {
  if (isOfRuns) return more === 0 ? 'and so it stays' : `and ${counted(more, 'step')} more, on which it goes on for ever or comes to rest`;
  return `${more === 0 ? 'from here on' : `and ${counted(more, 'step')} more, from where`} it cannot fail any more`;
}

function needsText(needs: readonly NeedReport[], paint: Paint): readonly string[] {
  if (needs.length === 0) return [];
  return ['', paint.bold('what it takes'), ...needs.map((need) => `  ${needText(need)}`)];
}

function needText({ cpus, interrupts, preemptions, isLeast, states }: NeedReport): string {
  const what = [counted(preemptions, 'preemption'), ...(interrupts > 0 ? [counted(interrupts, 'interrupt')] : [])].join(' and ');
  const isNothing = preemptions === 0 && interrupts === 0;
  const proof = isLeast ? `no run takes fewer: ${counted(states, 'state')}` : 'the bound max-states was met, and fewer are not excluded';
  return `on ${counted(cpus, 'CPU')} ${isLeast ? '' : 'at most '}${isNothing ? 'no preemption' : `${what} (${proof})`}`;
}

function stepText(step: StepReport | undefined): string {
  if (step === undefined) return '';
  const alternative = step.alternative === undefined ? '' : ` [${step.alternative}]`;
  return `${step.agent} at ${placeName(step)}${alternative}  ${fileLine(step.from)}`.trimEnd();
}

/** One object for programs to read. */
export function explanationJson(subject: object, { decision, lost, window, needs, failing, passing }: ExplanationReport): string {
  const agents = new Map([...failing.steps, ...(passing?.steps ?? [])].map(({ choice, agent }) => [choice.agent, agent]));
  const object = {
    format: 'forkcheck-explanation/1',
    ...subject,
    decision: { ...pick(decision), lost },
    window: window === undefined ? null : {
      steps: Object.fromEntries([...window.steps].map(([agent, count]) => [agents.get(agent) ?? `${agent}`, count])),
      schedules: String(window.schedules),
      failing: String(window.failing),
    },
    passing: passing === undefined ? null : passing.steps.map(placed),
    needs,
  };
  return JSON.stringify(object, undefined, 2);
}

/** Without the schedule, which stands beside it in words. */
function pick(decision: DecisionReport): object {
  switch (decision.kind) {
    case 'order': {
      const { kind, step, endsBadly, first, then, opens } = decision;
      return { kind, step, endsBadly, first, then: then ?? null, opens: opens ?? null };
    }
    case 'choice':
      return { kind: decision.kind, step: decision.step, endsBadly: decision.endsBadly };
    default:
      return { kind: decision.kind };
  }
}

function placed({ agent, choice, from }: StepReport): object {
  return { agent, alternative: choice.alternative, label: from.point === '' ? from.routine : `${from.routine}:${from.point}` };
}
