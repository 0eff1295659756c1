import type { JSX } from 'preact';
import type { PageData, PageFinding } from '../formats/pageData.ts';
import { counted } from '../report/counted.ts';
import { standingOf, standingText } from './standing.ts';
import type { TimeMachine } from './timeMachine.ts';
import { cycleIn, waitGraph } from './waits.ts';

/** What the run shows, and how it ends: all that must be seen first. */
export function Finding({ machine, data }: { readonly machine: TimeMachine; readonly data: PageData }): JSX.Element {
  const { run, branch } = machine;
  return (
    <div class="finding">
      <h1>{run.title}</h1>
      {data.cases.length > 1 && <Runs machine={machine} data={data} />}
      <details class="summary">
        <summary>the scenario</summary>
        {run.summary.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </details>
      {run.shows === null ? <p>From the initial state on: take any step that is offered.</p> : <Claim shows={run.shows} />}
      {machine.problem !== '' && (
        <p class="problem" role="alert">
          ✗ {machine.problem}
        </p>
      )}
      {branch === undefined ? <Ending machine={machine} /> : <OnBranch machine={machine} />}
    </div>
  );
}

function Runs({ machine, data }: { readonly machine: TimeMachine; readonly data: PageData }): JSX.Element {
  return (
    <label>
      run{' '}
      <select value={machine.number} onChange={({ currentTarget }) => machine.open(Number(currentTarget.value))}>
        {data.cases.map(({ shows }, index) => (
          <option key={index} value={index}>
            {shows === null ? 'the initial state' : `${shows.property}: ${shows.verdict}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Claim({ shows }: { readonly shows: PageFinding }): JSX.Element {
  const isBad = shows.verdict === 'violated';
  return (
    <p class="claim">
      <strong class={isBad ? 'bad' : 'good'}>
        {isBad ? '✗' : '✓'} {shows.property} is {shows.verdict}
      </strong>
      : {shows.claim}
      {shows.fairness !== undefined && <small> (assumed: {shows.fairness.replace(/^\w+/, '$& fairness')})</small>}
    </p>
  );
}

/** Who cannot go on at the end of the run, which says most about a deadlock. */
function Ending({ machine: { history, run, cycle, goTo } }: { readonly machine: TimeMachine }): JSX.Element | null {
  const last = history.moments.at(-1)!;
  const steps = history.steps.length;
  if (steps === 0) return null;
  const stuck = last.agents.filter((agent) => !['ended', 'able', 'resting'].includes(standingOf(agent)) && agent.situation.process !== undefined);
  const circle = cycleIn(waitGraph(last));
  const isGoing = cycle !== undefined && cycle < steps;
  const fault = history.steps.at(-1)?.fault;
  return (
    <div class="ending">
      <button type="button" onClick={() => goTo(steps)}>
        {isGoing ? `after ${counted(steps, 'step')}, the last ${steps - cycle} for ever` : `after ${counted(steps, 'step')}`}
        {last.choices.length === 0 && fault === undefined ? ', where nobody has a step' : ''}
      </button>
      {run.shows?.stuck !== undefined && <b> stuck: {run.shows.stuck.join(', ')}</b>}
      {fault !== undefined && (
        <span class="bad">
          {' '}
          ✗ {fault.kind}: {fault.message}
        </span>
      )}
      {circle !== undefined && <b class="bad"> ↻ in a circle: {circle.join(' → ')}</b>}
      {stuck.length > 0 && (
        <ul>
          {stuck.map((agent) => (
            <li key={agent.name} data-standing={standingOf(agent)}>
              <b>{agent.name}</b> {standingText(agent, last)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function OnBranch({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { branch, run } = machine;
  return (
    <p class="branch-note" role="status">
      {run.schedule.length > 0 && `↳ A branch, which leaves the run after step ${branch!.after}: it need not show the above. `}
      <button type="button" onClick={machine.back}>
        {run.schedule.length > 0 ? 'back to the run' : 'begin anew'}
      </button>
    </p>
  );
}
