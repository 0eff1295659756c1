import type { JSX } from 'preact';
import { counted } from '../report/counted.ts';

const radius = 15;
const stemLength = 70;
const height = 2 * radius + 8;

interface LassoProps {
  readonly steps: number;
  readonly cycle: number | undefined;
  readonly step: number;
}

/** A run that never ends as what it is: a stem, and a cycle at its end. */
export function Lasso({ steps, cycle, step }: LassoProps): JSX.Element | null {
  if (cycle === undefined || steps === 0) return null;
  const turns = steps - cycle;
  const said = `${counted(cycle, 'step')}, then ${turns === 0 ? 'nothing more, for ever' : `${counted(turns, 'step')} for ever`}`;
  const middle = height / 2;
  const center = 6 + stemLength + radius;
  const at = step <= cycle ? { x: 6 + stemLength * (cycle === 0 ? 1 : step / cycle), y: middle } : onCircle((step - cycle) / turns, center, middle);
  return (
    <svg class="lasso" role="img" aria-label={said} width={center + radius + 6} height={height}>
      <title>{said}</title>
      <line x1={6} y1={middle} x2={6 + stemLength} y2={middle} />
      {turns > 0 && <circle cx={center} cy={middle} r={radius} />}
      {turns === 0 && <rect x={6 + stemLength} y={middle - 6} width={12} height={12} />}
      <circle class="here" cx={at.x} cy={at.y} r={4} />
    </svg>
  );
}

/** A point of the cycle, from where the stem comes in and clockwise. */
function onCircle(part: number, center: number, middle: number): { readonly x: number; readonly y: number } {
  const angle = Math.PI + 2 * Math.PI * part;
  return { x: center + radius * Math.cos(angle), y: middle + radius * Math.sin(angle) };
}
