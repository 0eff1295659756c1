import type { FairnessOf, Formula } from '../../src/core/index.ts';
import type { RunNode } from './runGraph.ts';

/** A step of a run: who takes it, and where to. The run of a node without steps stays there, by nobody's step. */
interface Step {
  readonly agent: number;
  readonly to: number;
}

const nobody = -1;

/** All steps of a node, those that end in a fault left out. */
function stepsFrom(nodes: readonly RunNode[], node: number): readonly Step[] {
  if (nodes[node]!.moves.every((_, agent) => !isAble(nodes, node, agent))) return [{ agent: nobody, to: node }];
  return nodes[node]!.moves.flatMap((moves, agent) => moves.flatMap((to) => (typeof to === 'number' ? [{ agent, to }] : [])));
}

function isAble(nodes: readonly RunNode[], node: number, agent: number): boolean {
  return nodes[node]!.moves[agent]!.some((to) => to !== 'disabled');
}

/** Whether going round through exactly these nodes, by these agents, is fair. */
export function isFair(nodes: readonly RunNode[], round: readonly number[], movers: ReadonlySet<number>, assumed: readonly FairnessOf[]): boolean {
  return assumed.every((one, agent) => {
    if (one === 'none' || movers.has(agent)) return true;
    const able = (node: number): boolean => isAble(nodes, node, agent);
    return one === 'strong' ? !round.some(able) : !round.every(able);
  });
}

/** Whether an endless word satisfies a formula at a position, straight from the definition; `letters` then `letters[back ..]` again. */
export function satisfiesAt(formula: Formula, letters: readonly number[], back: number, at: number): boolean {
  const next = (position: number): number => (position + 1 < letters.length ? position + 1 : back);
  const on = (inner: Formula, position: number): boolean => satisfiesAt(inner, letters, back, position);
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula.op === 'true';
    case 'atom':
      return ((letters[at]! >> formula.atom) & 1) === 1;
    case 'not':
      return !on(formula.of, at);
    case 'next':
      return on(formula.of, next(at));
    case 'and':
      return on(formula.left, at) && on(formula.right, at);
    case 'or':
      return on(formula.left, at) || on(formula.right, at);
    case 'until': {
      let position = at;
      // After twice as many positions as there are, nothing new comes.
      for (let steps = 0; steps < 2 * letters.length; steps++, position = next(position)) {
        if (on(formula.right, position)) return true;
        if (!on(formula.left, position)) return false;
      }
      return false;
    }
    case 'release': {
      const { left, right } = formula;
      const until: Formula = { op: 'until', left: { op: 'not', of: left }, right: { op: 'not', of: right } };
      return !satisfiesAt(until, letters, back, at);
    }
  }
}

/** Whether some fair run of so many steps at most, its cycle included, breaks the formula: all of them are tried. */
export function someLassoBreaks(nodes: readonly RunNode[], formula: Formula, assumed: readonly FairnessOf[], mostSteps: number): boolean {
  const path = [0];
  const agents: number[] = [];
  const extend = (): boolean => {
    const last = path.at(-1)!;
    for (let back = 0; back + 1 < path.length; back++) if (path[back] === last && breaks(back)) return true;
    if (agents.length === mostSteps) return false;
    return stepsFrom(nodes, last).some(({ agent, to }) => {
      path.push(to);
      agents.push(agent);
      const found = extend();
      path.pop();
      agents.pop();
      return found;
    });
  };
  const breaks = (back: number): boolean => {
    const round = path.slice(back, -1);
    if (!isFair(nodes, round, new Set(agents.slice(back)), assumed)) return false;
    return !satisfiesAt(formula, path.slice(0, -1).map((node) => nodes[node]!.atoms), back, 0);
  };
  return extend();
}

/**
 * The sets of nodes that a fair run can visit for ever, no others any more: strongly connected, and fair if all steps inside
 * are taken. All subsets are tried.
 */
export function fairRounds(nodes: readonly RunNode[], assumed: readonly FairnessOf[]): readonly (readonly number[])[] {
  const found = reachable(nodes, 0, () => true);
  return subsetsOf([...new Set([0, ...found])]).filter((round) => {
    const inside = (node: number): boolean => round.includes(node);
    if (!round.every((node) => round.every((other) => reachable(nodes, node, inside).has(other)))) return false;
    const movers = round.flatMap((node) => stepsFrom(nodes, node).filter(({ to }) => inside(to)).map(({ agent }) => agent));
    return isFair(nodes, round, new Set(movers), assumed);
  });
}

function subsetsOf(items: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, mask) => items.filter((_item, bit) => (((mask + 1) >> bit) & 1) === 1));
}

/** What can be reached by at least one step, through nodes that are allowed. */
export function reachable(nodes: readonly RunNode[], from: number, allowed: (node: number) => boolean): ReadonlySet<number> {
  const next = (node: number): number[] => stepsFrom(nodes, node).map(({ to }) => to).filter(allowed);
  const found = new Set(next(from));
  for (const node of found) for (const to of next(node)) found.add(to);
  return found;
}
