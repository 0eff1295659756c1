import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TraceStep } from '../trace/trace.ts';
import { effectsIn } from './effect.ts';
import { isNext, type TimeMachine } from './timeMachine.ts';

/** Every step that can be taken from here: the run's own, and those that branch off. */
export function Choices({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { history, step, take, system } = machine;
  const moment = history.moments[step]!;
  const { choices } = moment;
  const effects = useMemo(() => effectsIn(system, moment), [system, moment]);
  return (
    <section class="choices">
      <h2>What can happen next</h2>
      {choices.length === 0 && <p>{history.steps[step - 1]?.fault === undefined ? 'Nobody has a step.' : 'A fault ends the run.'}</p>}
      <ul>
        {choices.map(({ choice, agent, place, alternative }) => (
          <li key={`${choice.agent}.${choice.alternative}`}>
            <button type="button" onClick={() => take(choice)} data-own={isNext(history, step, choice)}>
              {isNext(history, step, choice) ? '● ' : '↳ '}
              <b>{agent}</b> {place}
              {alternative !== '' && ` [${alternative}]`}
              {isNext(history, step, choice) ? <small> as in this run</small> : history.steps.length > step && <small> instead</small>}
              <small class="effect">{effectText(effects.get(choice)!)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** So many changes tell one choice from another. */
const mostTold = 2;

function effectText({ changes, fault }: TraceStep): string {
  if (fault !== undefined) return `✗ ${fault.kind}: ${fault.message}`;
  const shared = changes.filter(({ path, after }) => !path.includes(':') && after !== undefined);
  const told = shared.slice(0, mostTold).map(({ path, before, after }) => `${path}: ${before ?? 'none'} → ${after}`);
  return shared.length > mostTold ? `${told.join(', ')}, …` : told.join(', ');
}
