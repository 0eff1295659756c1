import type { JSX } from 'preact';
import { marks, type Standing } from './standing.ts';

const standings: readonly (readonly [Standing, string])[] = [
  ['able', 'can take a step (solid line)'],
  ['asleep', 'asleep (dots, hatched)'],
  ['suspended', 'suspended (double line)'],
  ['blocked', 'waits, mostly for a lock (dashes)'],
  ['no-cpu', 'lacks a CPU only'],
  ['resting', 'at rest'],
  ['ended', 'has ended, or is not there yet'],
];

const strokes: readonly (readonly [string, string])[] = [
  ['↓ j, ↑ k', 'a step on, a step back'],
  ['n, p', 'to the next, the last switch to another thread'],
  ['Home, End', 'to the beginning, the end'],
];

/** What the marks mean, and what the keys do. */
export function Key(): JSX.Element {
  return (
    <details class="key">
      <summary>
        <h2>Marks and keys</h2>
      </summary>
      <dl>
        {standings.map(([standing, text]) => (
          <Entry key={standing} term={marks[standing]} text={text} />
        ))}
        <Entry term="▮" text="beside a lane's line: a lock that it holds, broken where it shares it" />
        <Entry term="──▶" text="the step lets the other thread go on" />
        {strokes.map(([keys, text]) => (
          <Entry key={keys} term={keys} text={text} />
        ))}
      </dl>
    </details>
  );
}

function Entry({ term, text }: { readonly term: string; readonly text: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}
