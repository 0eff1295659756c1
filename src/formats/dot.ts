import { choicesNow, type TransitionSystem, UsageError } from '../core/index.ts';
import { labelOf, placeOf } from '../trace/index.ts';

/** What to draw of a graph. */
export interface Drawing {
  /** Larger graphs are refused. */
  readonly maxStates: number;
  /** Paths of fields: states that agree in them are one node. Every state is a node of its own by default. */
  readonly project?: readonly string[];
}

interface Node {
  readonly id: number;
  readonly label: string;
}

/**
 * The graph of all states, or its projection to some fields, for Graphviz; an edge tells who steps and from where, of a projection only
 * who. Throws a `UsageError` if there are too many states, or a path is none of a field.
 */
export function dot(system: TransitionSystem, title: string, { maxStates, project }: Drawing): string {
  const exists = new Set<string>();
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Set<string>>();
  const nodeHere = (number: number): Node => {
    const label = project === undefined ? String(number) : projected(system, project, exists);
    const node = nodes.get(label) ?? { id: nodes.size, label };
    nodes.set(label, node);
    return node;
  };
  const draw = (from: Node, to: string, label: string): void => {
    const key = `n${from.id} -> ${to}`;
    if (project === undefined || to !== `n${from.id}`) edges.set(key, (edges.get(key) ?? new Set<string>()).add(label));
  };
  const faults = new Map<string, string>();
  const noteFault = (text: string): string => {
    const id = faults.get(text) ?? `f${faults.size}`;
    faults.set(text, id);
    return id;
  };
  visitAll(system, maxStates, nodeHere, {
    step: (from, to, label) => draw(from, `n${to.id}`, label),
    fault: (from, text, label) => draw(from, noteFault(text), label),
    label: (agent) => (project === undefined ? `${system.describe.agentName(agent)} ${labelOf(placeOf(system, agent))}` : system.describe.agentName(agent)),
  });
  const missing = project?.find((path) => !exists.has(path));
  if (missing !== undefined) throw new UsageError(`no state has a field ${missing}\n  \`forkcheck show\` tells how the fields are called that a run changes.`);
  return [
    `digraph ${quoted(title)} {`,
    '  node [shape=box, fontname="monospace"];',
    ...[...nodes.values()].map(({ id, label }) => `  n${id} [label=${quoted(label)}${id === 0 ? ', penwidth=2' : ''}];`),
    ...[...faults].map(([text, id]) => `  ${id} [label=${quoted(text)}, shape=octagon];`),
    ...[...edges].map(([ends, labels]) => `  ${ends} [label=${quoted([...labels].join('\n'))}];`),
    '}',
  ].join('\n');
}

interface Visitor {
  step(from: Node, to: Node, label: string): void;
  fault(from: Node, text: string, label: string): void;
  label(agent: number): string;
}

/** Breadth first; states are numbered as they are found. */
function visitAll(system: TransitionSystem, maxStates: number, nodeHere: (number: number) => Node, visitor: Visitor): void {
  const numbers = new Map<string, number>();
  const states: { readonly packed: Int32Array; readonly node: Node }[] = [];
  const find = (): Node => {
    const key = system.packed.join();
    const known = numbers.get(key);
    if (known !== undefined) return states[known]!.node;
    if (states.length === maxStates) {
      throw new UsageError(`there are more than ${maxStates} states to draw\n  Take a smaller scenario, or raise --max-states and draw states that agree in some fields as one: --project PATHS.`);
    }
    const node = nodeHere(states.length);
    numbers.set(key, states.length);
    states.push({ packed: system.packed.slice(), node });
    return node;
  };
  system.reset();
  find();
  for (const { packed, node } of states) {
    system.load(packed, 0);
    for (const { agent, alternative } of choicesNow(system)) {
      const label = visitor.label(agent);
      const fault = system.step(agent, alternative);
      if (fault === undefined) visitor.step(node, find(), label);
      else visitor.fault(node, `${fault.kind}: ${fault.message}`, label);
      system.undo();
    }
  }
}

/** The fields of the current state that are asked for; one may exist in some states only, and `exists` notes that it did. */
function projected(system: TransitionSystem, project: readonly string[], exists: Set<string>): string {
  const values = new Map(system.describe.fields().map(({ path, value }) => [path, value]));
  for (const path of project) if (values.has(path)) exists.add(path);
  return project.map((path) => `${path} = ${values.get(path) ?? 'absent'}`).join('\n');
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\l')}"`;
}
