import type { Choice, Schedule } from '../core/index.ts';

/** What the fragment of the page's address says. */
export interface Link {
  /** Which of the page's runs, from 0. */
  readonly run: number;
  readonly step: number;
  /** Of a branch: after how many steps of the run it leaves it, and what it does then. */
  readonly branch?: Branch;
}

export interface Branch {
  readonly after: number;
  readonly then: Schedule;
  /** After how many steps it begins to go round, if it does. */
  readonly cycle?: number;
  /** The beginning of the digest of the system that it is a run of. */
  readonly of: string;
}

/** Digits of a digest that a link carries: enough to notice another model. */
export const digestLength = 8;

/** `run=1&step=12&after=10&then=2,3x4,1.2&of=5228e770`: agents by number, with an alternative behind the point, `x` for how often. */
export function fragmentOf({ run, step, branch }: Link): string {
  const parts = [`run=${run + 1}`, `step=${step}`];
  if (branch !== undefined) {
    parts.push(`after=${branch.after}`, `then=${packed(branch.then)}`, `of=${branch.of}`);
    if (branch.cycle !== undefined) parts.push(`cycle=${branch.cycle}`);
  }
  return `#${parts.join('&')}`;
}

/** Reads a fragment; what is no number counts as 0. */
export function linkOf(fragment: string): Link {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (name: string): number => Math.max(0, Math.floor(Number(said.get(name) ?? 0)) || 0);
  const then = said.get('then');
  const link = { run: Math.max(0, number('run') - 1), step: number('step') };
  if (then === null) return link;
  const cycle = said.has('cycle') ? { cycle: number('cycle') } : {};
  return { ...link, branch: { after: number('after'), then: unpacked(then), of: said.get('of') ?? '', ...cycle } };
}

function packed(schedule: Schedule): string {
  const words: { text: string; times: number }[] = [];
  for (const { agent, alternative } of schedule) {
    const text = alternative === 0 ? String(agent) : `${agent}.${alternative}`;
    const last = words.at(-1);
    if (last?.text === text) last.times++;
    else words.push({ text, times: 1 });
  }
  return words.map(({ text, times }) => (times === 1 ? text : `${text}x${times}`)).join(',');
}

/** More steps than any run that a person looks at: a link must not be able to fill the memory. */
const mostSteps = 10_000;

function unpacked(text: string): Schedule {
  const choices: Choice[] = [];
  for (const word of text.split(',')) {
    const [, agent, alternative = '0', times = '1'] = /^(\d+)(?:\.(\d+))?(?:x(\d+))?$/.exec(word) ?? [];
    if (agent === undefined) return choices;
    const most = Math.min(Number(times), mostSteps - choices.length);
    for (let time = 0; time < most; time++) choices.push({ agent: Number(agent), alternative: Number(alternative) });
  }
  return choices;
}
