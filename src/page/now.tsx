import type { JSX } from 'preact';
import type { TransitionSystem } from '../core/index.ts';
import { Changes } from './changes.tsx';
import type { AgentNow, Moment, Step } from './history.ts';
import { SourceLines } from './sourceLines.ts';
import { marks, standingOf, standingText } from './standing.ts';
import type { TimeMachine } from './timeMachine.ts';

/** The current step, and how everybody stands behind it. */
export function Now({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { step, history, executable, system } = machine;
  const taken = history.steps[step - 1];
  const moment = history.moments[step]!;
  return (
    <section class="now">
      <h2>{step === 0 ? 'The beginning' : `Step ${step}`}</h2>
      <div aria-live="polite">{taken !== undefined && <Taken step={taken} sources={new SourceLines(executable.telling)} />}</div>
      <Broken names={moment.broken} system={system} />
      <h3>{step === 0 ? 'How everybody stands' : 'How everybody stands after it'}</h3>
      <ul class="agents">
        {moment.agents.filter((agent, number) => !agent.ended || system.describe.situation?.(number).process !== undefined).map((agent) => (
          <Agent key={agent.name} agent={agent} moment={moment} />
        ))}
      </ul>
    </section>
  );
}

function Taken({ step, sources }: { readonly step: Step; readonly sources: SourceLines }): JSX.Element {
  const { route, kernel } = sources.standpoint(step);
  return (
    <>
      <p>
        <b>{step.agent}</b> goes on at <b>{route}</b>
        {kernel !== '' && <span class="kernel"> {kernel}</span>}
        {step.alternative !== undefined && ` [${step.alternative}]`}
        {step.lets.length > 0 && ` and lets ${step.lets.join(' and ')} go on`}
      </p>
      {step.fault !== undefined && (
        <p class="fault">
          ✗ {step.fault.kind}: {step.fault.message}
        </p>
      )}
      <details>
        <summary>call stack</summary>
        <ol class="stack">
          {step.places.map((place) => (
            <li key={place.routine}>
              <b>{place.routine}</b>{' '}
              <small>
                {place.file}:{place.line}
              </small>
              <code>{sources.textOf(place)}</code>
            </li>
          ))}
        </ol>
      </details>
      <Changes changes={step.changes} />
    </>
  );
}

function Agent({ agent, moment }: { readonly agent: AgentNow; readonly moment: Moment }): JSX.Element {
  const standing = standingOf(agent);
  const { holds } = agent.situation;
  return (
    <li data-standing={standing}>
      <span aria-hidden="true">{marks[standing]}</span> <b>{agent.name}</b> {standingText(agent, moment)}
      {holds.length > 0 && <div class="holds">holds {holds.map(({ path, shared }) => (shared ? `${path} (shared)` : path)).join(', ')}</div>}
    </li>
  );
}

/** Claims about every state that are not so in the current one. */
function Broken({ names, system }: { readonly names: readonly string[]; readonly system: TransitionSystem }): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <ul class="broken">
      {names.map((name) => (
        <li key={name}>
          ✗ <b>{name}</b> is not so here: {system.predicates.find((one) => one.name === name)?.claim}
        </li>
      ))}
    </ul>
  );
}
