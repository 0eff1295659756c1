import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Judgement, Verdict } from '../core/index.ts';
import { counted, grouped } from '../report/counted.ts';
import type { Found, SearchNews, SearchRequest } from './searchFrom.ts';
import type { TimeMachine } from './timeMachine.ts';
import { startWorker } from './worker.ts';

const usualStates = 20_000;
const mostSeconds = 120;

/** A search that somebody asked for, and how far it is. */
interface Asked {
  readonly after: string;
  readonly news: SearchNews;
}

/** Searches all that can follow the current step, in a worker, and shows what is found. */
export function Search({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const [maxStates, bound] = useState(usualStates);
  const [asked, ask] = useState<Asked | undefined>(undefined);
  const worker = useRef<Worker | null>(null);
  const stop = (): void => {
    worker.current?.terminate();
    worker.current = null;
  };
  useEffect(() => stop, []);
  const { executable, schedule, step, history } = machine;
  const after = schedule.slice(0, step).map(({ agent, alternative }) => `${agent}.${alternative}`).join();
  const search = (): void => {
    stop();
    ask({ after, news: { kind: 'progress', states: 1, depth: 1 } });
    const over = (news: SearchNews): void => {
      ask({ after, news });
      if (news.kind !== 'progress') stop();
    };
    const started = startWorker();
    worker.current = started;
    started.onmessage = ({ data }: MessageEvent<SearchNews>) => over(data);
    started.onerror = ({ message }) => over({ kind: 'failed', message: message || 'the browser starts no worker for this page' });
    started.postMessage({ executable, schedule: schedule.slice(0, step), maxStates, maxSeconds: mostSeconds } satisfies SearchRequest);
  };
  const news = asked?.news;
  const isOver = history.steps[step - 1]?.fault !== undefined;
  return (
    <section class="search">
      <h2>Search from here</h2>
      <form onSubmit={(event) => (event.preventDefault(), search())}>
        <label>
          up to <input type="number" min={1} max={10_000_000} value={maxStates} onInput={({ currentTarget }) => bound(Math.max(1, Number(currentTarget.value) || 1))} /> states
        </label>{' '}
        <button type="submit" disabled={isOver}>
          search
        </button>{' '}
        {news?.kind === 'progress' && (
          <button type="button" onClick={() => (stop(), ask(undefined))}>
            stop
          </button>
        )}
      </form>
      <div aria-live="polite">
        {news?.kind === 'progress' && <p>{counted(news.states, 'state')} so far</p>}
        {news?.kind === 'failed' && <p class="bad">✗ {news.message}</p>}
        {news?.kind === 'found' && (asked?.after === after ? <Results found={news.found} machine={machine} /> : <p>(The last search began at another step.)</p>)}
      </div>
    </section>
  );
}

function Results({ found, machine }: { readonly found: Found; readonly machine: TimeMachine }): JSX.Element {
  const { judgements, states, depth, complete } = found;
  const shown = judgements.filter(({ verdict, kind }) => verdict.kind === 'violated' || (verdict.kind === 'witnessed' && kind === 'sometimes'));
  const holding = judgements.filter(({ verdict }) => verdict.kind === 'holds').length;
  const unknown = judgements.filter(({ verdict }) => verdict.kind === 'unknown').length;
  return (
    <>
      <p>
        {counted(states, 'state')} from here, depth {grouped(depth)}; {complete ? 'that is all of them' : 'there are more'}.{' '}
        {holding > 0 && `${counted(holding, 'claim holds', 'claims hold')} from here on. `}
        {unknown > 0 && `Of ${counted(unknown, 'claim')}, nothing is known. `}
        {!shown.some(({ verdict }) => verdict.kind === 'violated') && 'Nothing is violated in what was seen.'}
      </p>
      <ul>
        {shown.map((judgement) => (
          <Result key={judgement.name} judgement={judgement} machine={machine} />
        ))}
      </ul>
    </>
  );
}

type Shown = Extract<Verdict, { readonly kind: 'violated' | 'witnessed' }>;

function Result({ judgement: { name, claim, verdict }, machine }: { readonly judgement: Judgement; readonly machine: TimeMachine }): JSX.Element {
  const { schedule, kind, ...more } = verdict as Shown;
  const cycle = 'cycle' in more && more.cycle !== undefined ? machine.step + more.cycle : undefined;
  return (
    <li>
      <span class={kind === 'violated' ? 'bad' : 'good'}>
        {kind === 'violated' ? '✗' : '✓'} <b>{name}</b> {kind}
      </span>{' '}
      after {counted(schedule.length, 'more step', 'more steps')}{cycle !== undefined && ', for ever'}{' '}
      <button type="button" title={claim} disabled={schedule.length === 0} onClick={() => machine.follow(schedule, cycle)}>
        show
      </button>
    </li>
  );
}
