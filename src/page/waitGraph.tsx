import type { JSX } from 'preact';
import type { Moment } from './history.ts';
import { cycleIn, type WaitEdge, waitGraph } from './waits.ts';

const rowHeight = 34;
const agentX = 58;
const thingX = 270;
const width = 400;

const words: Readonly<Record<WaitEdge['kind'], string>> = {
  'waits-for': 'waits for',
  'held-by': 'is held by',
  'sleeps-on': 'sleeps on',
  'belongs-to': 'belongs to',
};

/** Who waits for what in the current state, and whose that is: agents on the left, locks and sleep channels on the right. */
export function WaitGraph({ moment }: { readonly moment: Moment }): JSX.Element {
  const edges = waitGraph(moment);
  const cycle = cycleIn(edges);
  return (
    <section class="wait-graph">
      <h2>Who waits for whom</h2>
      {edges.length === 0 ? <p>Nobody waits for a lock or sleeps.</p> : <Drawing edges={edges} moment={moment} />}
      {cycle !== undefined && <p class="bad">↻ in a circle: {cycle.join(' → ')}</p>}
      <ul class="visually-hidden">
        {edges.map(({ from, to, kind }) => (
          <li key={`${from} ${to}`}>
            {from} {words[kind]} {to}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Drawing({ edges, moment }: { readonly edges: readonly WaitEdge[]; readonly moment: Moment }): JSX.Element {
  const names = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const agents = moment.agents.map(({ name }) => name).filter((name) => names.has(name));
  const things = [...names].filter((name) => !agents.includes(name));
  const place = (name: string): { readonly x: number; readonly y: number } => {
    const index = agents.indexOf(name);
    return index >= 0 ? { x: agentX, y: rowHeight * (index + 0.5) } : { x: thingX, y: rowHeight * (things.indexOf(name) + 0.5) };
  };
  const height = rowHeight * Math.max(agents.length, things.length);
  return (
    <svg role="img" aria-label="wait-for graph; the list below says the same" viewBox={`0 0 ${width} ${height}`} width="100%">
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">
          <path d="M0 0 L8 4 L0 8 z" />
        </marker>
      </defs>
      {edges.map(({ from, to, kind }) => {
        const [a, b] = [place(from), place(to)];
        const [start, end] = a.x < b.x ? [a.x + 48, b.x - 118] : [a.x - 118, b.x + 48];
        return <path key={`${from} ${to}`} class="edge" data-kind={kind} d={`M${start} ${a.y + bend(kind)} L${end} ${b.y + bend(kind)}`} marker-end="url(#tip)" />;
      })}
      {agents.map((name) => (
        <Node key={name} name={name} at={place(name)} half={46} kind="agent" />
      ))}
      {things.map((name) => (
        <Node key={name} name={name} at={place(name)} half={116} kind="thing" />
      ))}
    </svg>
  );
}

/** The two directions between an agent and a thing do not lie on each other. */
function bend(kind: WaitEdge['kind']): number {
  return kind === 'held-by' || kind === 'belongs-to' ? 6 : -4;
}

function Node({ name, at, half, kind }: { readonly name: string; readonly at: { readonly x: number; readonly y: number }; readonly half: number; readonly kind: string }): JSX.Element {
  return (
    <g class={`node ${kind}`}>
      <rect x={at.x - half} y={at.y - 13} width={2 * half} height={26} rx={kind === 'agent' ? 13 : 3} />
      <text x={at.x} y={at.y + 4}>
        {name}
      </text>
    </g>
  );
}
