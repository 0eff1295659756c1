import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Choice, Executable, Schedule, TransitionSystem } from '../core/index.ts';
import type { PageCase, PageData } from '../formats/pageData.ts';
import { openSystem } from '../system/index.ts';
import { execute, type History } from './history.ts';
import { type Branch, digestLength, fragmentOf, type Link, linkOf } from './link.ts';

/** The page's place in its runs, and the ways to go from there. */
export interface TimeMachine {
  readonly run: PageCase;
  readonly number: number;
  readonly executable: Executable;
  readonly system: TransitionSystem;
  readonly history: History;
  readonly schedule: Schedule;
  readonly step: number;
  /** After how many steps the run begins to go round. */
  readonly cycle: number | undefined;
  readonly branch: Branch | undefined;
  /** What is wrong with the link that brought us here. */
  readonly problem: string;
  /** To a step, or from the one where the machine is by now: keys may come faster than the page is drawn. */
  goTo(to: number | ((step: number) => number)): void;
  open(run: number): void;
  /** Takes another step than the run does. */
  take(choice: Choice): void;
  /** Goes on from the current step as a schedule says. */
  follow(then: Schedule, cycle?: number): void;
  /** Leaves the branch for the run that the page came with. */
  back(): void;
}

export function useTimeMachine(data: PageData): TimeMachine {
  const [link, setLink] = useState<Link>(() => linkOf(location.hash));
  const number = Math.min(link.run, data.cases.length - 1);
  const run = data.cases[number]!;
  const executable = data.systems[run.system]!;
  const system = useMemo(() => openSystem(executable), [executable]);
  const { branch } = link;
  const schedule = useMemo(() => (branch === undefined ? run.schedule : [...run.schedule.slice(0, branch.after), ...branch.then]), [run, branch]);
  const history = useHistory(system, schedule);
  const step = Math.min(link.step, history.steps.length);
  const cycle = branch === undefined ? run.cycle : branch.cycle;

  const last = history.steps.length;
  const goTo = (to: number | ((step: number) => number)): void =>
    setLink((now) => {
      const wanted = typeof to === 'number' ? to : to(Math.min(now.step, last));
      return { ...now, run: number, step: Math.max(0, Math.min(wanted, last)) };
    });
  const follow = (then: Schedule, cycle?: number): void => {
    const whole = [...schedule.slice(0, step), ...then];
    setLink({ run: number, step: step + (then.length === 1 ? 1 : 0), ...branchOf(run, whole, executable, cycle) });
  };
  useFragment({ ...link, run: number, step }, setLink);
  return {
    run, number, executable, system, history, schedule, step, cycle, branch,
    problem: problemOf(link, executable, schedule, history),
    goTo,
    open: (other) => setLink({ run: other, step: 0 }),
    take: (choice) => (isNext(history, step, choice) ? goTo(step + 1) : follow([choice])),
    follow,
    back: () => setLink({ run: number, step: Math.min(step, branch?.after ?? step) }),
  };
}

/** Whether the run takes that choice by itself. */
export function isNext({ steps }: History, step: number, { agent, alternative }: Choice): boolean {
  const next = steps[step]?.choice;
  return next?.agent === agent && next.alternative === alternative;
}

/** What a schedule has of its own, beside the beginning of the page's run. */
function branchOf({ schedule }: PageCase, whole: Schedule, { digest }: Executable, cycle?: number): { readonly branch?: Branch } {
  const differs = whole.findIndex(({ agent, alternative }, at) => agent !== schedule[at]?.agent || alternative !== schedule[at]?.alternative);
  const after = differs < 0 ? whole.length : differs;
  if (after === schedule.length && differs < 0) return {};
  return { branch: { after, then: whole.slice(after), of: digest.slice(0, digestLength), ...(cycle !== undefined && { cycle }) } };
}

/** Executes only what is new. */
function useHistory(system: TransitionSystem, schedule: Schedule): History {
  const last = useRef<{ readonly system: TransitionSystem; readonly history: History } | null>(null);
  return useMemo(() => {
    const history = execute(system, schedule, last.current?.system === system ? last.current.history : undefined);
    last.current = { system, history };
    return history;
  }, [system, schedule]);
}

/** Keeps the address of the page as the machine is, and the machine as somebody changes the address. */
function useFragment(link: Link, setLink: (link: Link) => void): void {
  const fragment = fragmentOf(link);
  useEffect(() => {
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
  }, [fragment]);
  useEffect(() => {
    const read = (): void => setLink(linkOf(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
}

function problemOf({ branch }: Link, { digest }: Executable, schedule: Schedule, { steps }: History): string {
  if (branch !== undefined && !digest.startsWith(branch.of)) return 'The link was made on a page with another model or scenario: its steps may mean something else here.';
  if (steps.length < schedule.length) return `The model does not offer step ${steps.length + 1} of the link: the run ends before it.`;
  return '';
}
