import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { fieldsIn } from './history.ts';
import type { TimeMachine } from './timeMachine.ts';

/** All fields of the current state, when somebody asks. */
export function FullState({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const [isOpen, open] = useState(false);
  return (
    <details class="full-state" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        <h2>The whole state</h2>
      </summary>
      {isOpen && <Fields machine={machine} />}
    </details>
  );
}

function Fields({ machine: { history, step, system } }: { readonly machine: TimeMachine }): JSX.Element {
  const [wanted, want] = useState('');
  const moment = history.moments[step]!;
  const fields = useMemo(() => fieldsIn(system, moment), [system, moment]);
  const changed = new Set(history.steps[step - 1]?.changes.map(({ path }) => path));
  const shown = fields.filter(({ path }) => path.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <>
      <label>
        with <input type="search" value={wanted} onInput={({ currentTarget }) => want(currentTarget.value)} placeholder="part of a name" />
      </label>
      <table>
        <tbody>
          {shown.map(({ path, value }) => (
            <tr key={path} data-changed={changed.has(path)}>
              <th scope="row">
                {changed.has(path) && '→ '}
                {path}
              </th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
