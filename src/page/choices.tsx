import type { JSX } from 'preact';
import { isNext, type TimeMachine } from './timeMachine.ts';

/** Every step that can be taken from here: the run's own, and those that branch off. */
export function Choices({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { history, step, take } = machine;
  const { choices } = history.moments[step]!;
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
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
