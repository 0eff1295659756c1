import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type Lane, type LaneCell, type Row, rowsOf, type Table } from './rows.ts';
import { marks } from './standing.ts';
import type { TimeMachine } from './timeMachine.ts';
import { Changes } from './changes.tsx';

/** The run as a table: a lane for each CPU and each thread, a row for each step. */
export function Lanes({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { history, executable } = machine;
  const table = useMemo(() => rowsOf({ history, executable }), [history, executable]);
  const current = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
    // Who goes through the steps with the keyboard stays on the number of the current one.
    if (document.activeElement?.matches('.number')) current.current?.querySelector<HTMLElement>('.number')?.focus({ preventScroll: true });
  }, [machine.step, machine.history]);
  const width = 2 + table.cpus + table.lanes.length;
  return (
    <div class="lanes" tabIndex={-1}>
      <table>
        <caption class="visually-hidden">Steps from top to bottom; a column for each thread tells what it does and how it stands</caption>
        <Heads table={table} />
        <tbody>
          <tr class="begin" data-current={machine.step === 0} ref={machine.step === 0 ? current : null} onClick={() => machine.goTo(0)}>
            <th scope="row">
              <StepButton number={0} machine={machine} />
            </th>
            <td colSpan={width - 1}>the beginning</td>
          </tr>
          {table.rows.map((row) => (
            <>
              {machine.cycle === row.number - 1 && <Mark text="for ever:" width={width} />}
              <StepRow row={row} table={table} machine={machine} innerRef={row.number === machine.step ? current : null} />
            </>
          ))}
          {machine.cycle !== undefined && machine.history.steps.length > 0 && (
            <Mark width={width} text={machine.cycle === table.rows.length ? 'no one has a step: so it stays for ever' : `again from step ${machine.cycle + 1}`} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function Heads({ table: { cpus, lanes } }: { readonly table: Table }): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">step</th>
        {Array.from({ length: cpus }, (_, cpu) => (
          <th scope="col" key={cpu} class="cpu">
            CPU {cpu}
          </th>
        ))}
        {lanes.map((lane) => (
          <th scope="col" key={lane.agent}>
            {lane.name}
            {lane.process !== '' && <small> of {lane.process}</small>}
          </th>
        ))}
        <th scope="col">what changes</th>
      </tr>
    </thead>
  );
}

function Mark({ text, width }: { readonly text: string; readonly width: number }): JSX.Element {
  return (
    <tr class="mark">
      <td colSpan={width}>↻ {text}</td>
    </tr>
  );
}

interface RowProps {
  readonly row: Row;
  readonly table: Table;
  readonly machine: TimeMachine;
  readonly innerRef: preact.Ref<HTMLTableRowElement>;
}

function StepRow({ row, table, machine, innerRef }: RowProps): JSX.Element {
  const isCurrent = row.number === machine.step;
  return (
    <tr
      ref={innerRef}
      data-current={isCurrent}
      data-later={row.number > machine.step}
      data-cycle={machine.cycle !== undefined && row.number > machine.cycle}
      data-branch={machine.branch !== undefined && row.number > machine.branch.after}
      data-switch={row.isSwitch}
      onClick={() => machine.goTo(row.number)}
    >
      <th scope="row">
        <StepButton number={row.number} machine={machine} />
      </th>
      {row.cpus.map((name, cpu) => (
        <td key={cpu} class="cpu">
          {name}
        </td>
      ))}
      {row.cells.map((cell, index) => (
        <LaneTd key={table.lanes[index]!.agent} cell={cell} lane={table.lanes[index]!} />
      ))}
      <td class="changes">
        {row.breaks.map((name) => (
          <p key={name} class="fault">
            ✗ {name} is not so any more
          </p>
        ))}
        <Changes changes={row.changes} />
        {row.fault !== undefined && (
          <p class="fault">
            ✗ {row.fault.kind}: {row.fault.message} <small>at {row.fault.at}</small>
          </p>
        )}
      </td>
    </tr>
  );
}

function StepButton({ number, machine }: { readonly number: number; readonly machine: TimeMachine }): JSX.Element {
  const isCurrent = number === machine.step;
  return (
    <button type="button" class="number" tabIndex={isCurrent ? 0 : -1} aria-current={isCurrent ? 'step' : undefined} aria-label={`go to step ${number}`} onClick={() => machine.goTo(number)}>
      {number}
    </button>
  );
}

function LaneTd({ cell, lane }: { readonly cell: LaneCell; readonly lane: Lane }): JSX.Element {
  const { standing, locks, acts, events, arrow } = cell;
  return (
    <td class="lane" data-standing={standing} data-acts={acts !== undefined} data-arrow={arrow} data-agent={lane.name} style={{ paddingLeft: `${10 + 4 * locks.length}px` }}>
      <span class="rails" aria-hidden="true">
        {locks.map(({ path, shared }) => (
          <span key={path} class="lock" data-shared={shared} title={`${lane.name} holds ${path}${shared ? ' shared' : ''}`} />
        ))}
      </span>
      {acts !== undefined && (
        <div class="act">
          <b>{acts.route}</b> {acts.kernel !== '' && <span class="kernel">{acts.kernel}</span>}
          {acts.alternative !== undefined && <span class="alternative"> [{acts.alternative}]</span>}
          <div class="model" title={acts.model}>
            <small>{acts.model.replace(/^.*\//, '')}</small> <code>{acts.text}</code>
          </div>
        </div>
      )}
      {events.map((event) => (
        <div key={event.text} class="event" data-kind={event.kind}>
          {event.text}
        </div>
      ))}
      {acts === undefined && events.length === 0 && standing !== 'able' && standing !== 'ended' && (
        <span class="stands">
          <span aria-hidden="true">{marks[standing]}</span>
          <span class="visually-hidden">{standing}</span>
        </span>
      )}
    </td>
  );
}
