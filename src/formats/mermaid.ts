import { agentsOf, changeTexts, type ExportedRun, shownBy, stepName, titleOf } from './run.ts';

/** More changes of a step are counted only: what does not fit a note is not read. */
const mostChanges = 6;

/** The run as a Mermaid sequence diagram: a participant for each agent, a note for each step, an arrow for whom it lets go on. */
export function mermaid(run: ExportedRun): string {
  const { steps, cycle } = run.trace;
  const agents = agentsOf(run.trace);
  const idOf = (agent: string): string => `a${agents.indexOf(agent)}`;
  const rows = steps.map((step, index) => {
    const changes = changeTexts(step);
    const more = changes.length > mostChanges ? [`and ${changes.length - mostChanges} more`] : [];
    const fault = step.fault === undefined ? [] : [`${step.fault.kind}: ${step.fault.message}`];
    const lines = [`${index + 1} ${stepName(step)}`, ...changes.slice(0, mostChanges), ...more, ...fault];
    return [
      `  Note over ${idOf(step.agent)}: ${lines.map(escaped).join('<br/>')}`,
      ...step.lets.map((other) => `  ${idOf(step.agent)}-->>${idOf(other)}: lets go on`),
    ];
  });
  const body = cycle === undefined || cycle === steps.length ? rows.flat() : [...rows.slice(0, cycle).flat(), '  loop for ever', ...rows.slice(cycle).flat(), '  end'];
  return [
    '---',
    `title: ${JSON.stringify(`${titleOf(run)} - ${shownBy(run)}`)}`,
    '---',
    'sequenceDiagram',
    ...agents.map((agent) => `  participant ${idOf(agent)} as ${escaped(agent)}`),
    ...body,
  ].join('\n');
}

/** What Mermaid would take for its own: characters become entity codes. */
function escaped(text: string): string {
  return text.replaceAll(/[#;<>{}"%&:]/g, (character) => `#${character.charCodeAt(0)};`);
}
