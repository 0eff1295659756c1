import * as t from '@babel/types';
import { successors, type Block, type Item, type Lowered } from './blocks.ts';
import type { Locals, Variable } from './locals.ts';
import { walk } from './walk.ts';

type Live = ReadonlySet<Variable>;

export interface Liveness {
  /** What must have its value when the block is entered. */
  readonly liveIn: ReadonlyMap<Block, Live>;
  /** What the block gives a value to. */
  readonly assigned: ReadonlyMap<Block, Live>;
}

/** The local variables that an expression or statement reads. */
export function usesOf(node: t.Node, locals: Locals): Set<Variable> {
  const uses = new Set<Variable>();
  walk(node, (at) => {
    if (at !== node && t.isFunction(at)) {
      for (const one of usesOf(at, locals)) uses.add(one);
      return false;
    }
    if (t.isAssignmentExpression(at) && at.operator === '=' && t.isIdentifier(at.left)) {
      for (const one of usesOf(at.right, locals)) uses.add(one);
      return false;
    }
    if (t.isVariableDeclarator(at)) {
      if (at.init) for (const one of usesOf(at.init, locals)) uses.add(one);
      return false;
    }
    if (t.isMemberExpression(at) && !at.computed) {
      for (const one of usesOf(at.object, locals)) uses.add(one);
      return false;
    }
    const variable = t.isIdentifier(at) ? locals.of.get(at) : undefined;
    if (variable) uses.add(variable);
    return true;
  });
  if (t.isFunction(node)) for (const one of declaredIn(node, locals)) uses.delete(one);
  return uses;
}

/** What a nested arrow function declares itself: nothing of it lives outside. */
function declaredIn(node: t.Function, locals: Locals): Variable[] {
  const declared: Variable[] = [];
  walk(node, (at) => {
    const id = t.isVariableDeclarator(at) ? at.id : undefined;
    const variable = id && locals.of.get(id);
    if (variable) declared.push(variable);
  });
  return [...declared, ...node.params.flatMap((param) => locals.of.get(param) ?? [])];
}

/** Computes which locals are live where (backward data flow over the blocks, to a fixed point). */
export function findLiveness(lowered: Lowered, locals: Locals): Liveness {
  const liveIn = new Map<Block, Live>(lowered.blocks.map((block) => [block, new Set<Variable>()]));
  const flow = new Flow(lowered, locals, liveIn);
  let changed = true;
  while (changed) {
    changed = false;
    for (const block of lowered.blocks.toReversed()) {
      const before = liveIn.get(block)?.size ?? 0;
      const now = flow.into(block);
      if (now.size !== before) changed = true;
      liveIn.set(block, now);
    }
  }
  return { liveIn, assigned: new Map(lowered.blocks.map((block) => [block, assignedIn(block, locals)])) };
}

interface Exit {
  readonly label?: string;
  readonly kind: 'loop' | 'switch' | 'block';
  readonly onBreak: Live;
  readonly onContinue: Live;
}

class Flow {
  /** Where control comes back from routines that may have cloned the thread. */
  private readonly afterCalls: ReadonlySet<Block>;

  constructor(
    private readonly lowered: Lowered,
    private readonly locals: Locals,
    private readonly liveIn: ReadonlyMap<Block, Live>,
  ) {
    this.afterCalls = blocksAfterCalls(lowered);
  }

  into(block: Block): Set<Variable> {
    let live = this.atEnd(block);
    for (const item of block.items.toReversed()) live = this.item(item, clones(item) ? union(live, this.copied()) : live);
    for (const guard of block.guards) live = union(live, usesOf(guard, this.locals));
    return this.afterCalls.has(block) ? union(live, this.copied()) : live;
  }

  private atEnd(block: Block): Set<Variable> {
    const { end } = block;
    let live = new Set<Variable>();
    const direct = end.kind === 'return' || end.kind === 'halt' || end.kind === 'become' ? [] : successors({ ...block, escapes: [] });
    for (const next of direct) live = union(live, this.liveIn.get(next) ?? new Set());
    return union(live, this.usedAtEnd(block));
  }

  /** What a clone needs that is made now: it goes on behind `cloned()` with the locals of now. */
  private copied(): Live {
    const { clone } = this.lowered;
    return (clone && this.liveIn.get(clone.block)) ?? new Set();
  }

  private usedAtEnd({ end }: Block): Set<Variable> {
    switch (end.kind) {
      case 'branch':
        return usesOf(end.test, this.locals);
      case 'switch':
        return usesOf(end.value, this.locals);
      case 'call':
      case 'become':
        return end.args.reduce((live, arg) => union(live, usesOf(arg, this.locals)), new Set<Variable>());
      case 'run':
        return usesOf(end.entry, this.locals);
      case 'return':
        return end.value ? usesOf(end.value, this.locals) : new Set();
      default:
        return new Set();
    }
  }

  private item(item: Item, after: Set<Variable>): Set<Variable> {
    if (item.kind === 'code') return this.statement(item.node, after, []);
    return without(after, item.variable);
  }

  private statement(node: t.Statement, after: Set<Variable>, exits: readonly Exit[], label?: string): Set<Variable> {
    switch (node.type) {
      case 'ExpressionStatement':
        return this.expression(node.expression, after);
      case 'VariableDeclaration':
        return node.declarations.toReversed().reduce((live, one) => this.declarator(one, live), after);
      case 'BlockStatement':
        return node.body.toReversed().reduce((live, one) => this.statement(one, live, exits), after);
      case 'IfStatement': {
        const yes = this.statement(node.consequent, after, exits);
        const no = node.alternate ? this.statement(node.alternate, after, exits) : after;
        return union(union(yes, no), usesOf(node.test, this.locals));
      }
      case 'LabeledStatement':
        if (t.isLoop(node.body) || t.isSwitchStatement(node.body)) return this.statement(node.body, after, exits, node.label.name);
        return this.statement(node.body, after, [...exits, { label: node.label.name, kind: 'block', onBreak: after, onContinue: after }]);
      case 'ReturnStatement':
        return node.argument ? usesOf(node.argument, this.locals) : new Set();
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.exit(node, exits);
      case 'SwitchStatement':
        return this.switchOver(node, after, exits, label);
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        return this.loop(node, after, exits, label);
      default:
        return union(after, usesOf(node, this.locals));
    }
  }

  private expression(node: t.Expression, after: Set<Variable>): Set<Variable> {
    if (t.isAssignmentExpression(node) && node.operator === '=' && t.isIdentifier(node.left)) {
      const variable = this.locals.of.get(node.left);
      const rest = variable ? without(after, variable) : after;
      return union(rest, usesOf(node.right, this.locals));
    }
    return union(after, usesOf(node, this.locals));
  }

  private declarator(node: t.VariableDeclarator, after: Set<Variable>): Set<Variable> {
    const variable = this.locals.of.get(node.id);
    const rest = variable ? without(after, variable) : after;
    return node.init ? union(rest, usesOf(node.init, this.locals)) : rest;
  }

  private exit(node: t.BreakStatement | t.ContinueStatement, exits: readonly Exit[]): Set<Variable> {
    const block = this.lowered.escapes.get(node);
    if (block) return new Set(this.liveIn.get(block) ?? []);
    const label = node.label?.name;
    const found = exits.findLast((one) => (label !== undefined ? one.label === label : t.isContinueStatement(node) ? one.kind === 'loop' : one.kind !== 'block'));
    return new Set(t.isContinueStatement(node) ? found?.onContinue : found?.onBreak);
  }

  private switchOver(node: t.SwitchStatement, after: Set<Variable>, exits: readonly Exit[], label?: string): Set<Variable> {
    const inner = [...exits, { ...(label !== undefined && { label }), kind: 'switch' as const, onBreak: after, onContinue: after }];
    let live = after;
    let all = after;
    for (const one of node.cases.toReversed()) {
      live = one.consequent.toReversed().reduce((rest, statement) => this.statement(statement, rest, inner), live);
      all = union(all, live);
    }
    return union(all, usesOf(node.discriminant, this.locals));
  }

  private loop(node: t.WhileStatement | t.DoWhileStatement | t.ForStatement, after: Set<Variable>, exits: readonly Exit[], label?: string): Set<Variable> {
    const test = node.test ? usesOf(node.test, this.locals) : new Set<Variable>();
    let head = union(after, test);
    for (let before = -1; before !== head.size; ) {
      before = head.size;
      const onContinue = t.isForStatement(node) && node.update ? this.expression(node.update, head) : head;
      const inner = [...exits, { ...(label !== undefined && { label }), kind: 'loop' as const, onBreak: after, onContinue }];
      head = union(head, this.statement(node.body, onContinue, inner));
    }
    if (!t.isForStatement(node) || !node.init) return head;
    return t.isVariableDeclaration(node.init) ? this.statement(node.init, head, exits) : this.expression(node.init, head);
  }
}

function blocksAfterCalls({ clone }: Lowered): ReadonlySet<Block> {
  const reached = new Set<Block>(clone ? [clone.block] : []);
  const after = new Set<Block>();
  for (const block of reached) {
    if (block.end.kind === 'call' || block.end.kind === 'run') after.add(block.end.next);
    for (const next of successors(block)) reached.add(next);
  }
  return after;
}

/** Whether the item itself calls `cloneFrames`. */
function clones(item: Item): boolean {
  let found = false;
  if (item.kind === 'code') walk(item.node, (at) => void (found ||= t.isCallExpression(at) && t.isIdentifier(at.callee, { name: 'cloneFrames' })));
  return found;
}

function assignedIn(block: Block, locals: Locals): Set<Variable> {
  const assigned = new Set<Variable>();
  const note = (node: t.Node): void => {
    const variable = locals.of.get(node);
    if (variable) assigned.add(variable);
  };
  for (const item of block.items) {
    if (item.kind !== 'code') {
      assigned.add(item.variable);
      continue;
    }
    walk(item.node, (at) => {
      if (t.isAssignmentExpression(at)) note(at.left);
      if (t.isUpdateExpression(at)) note(at.argument);
      if (t.isVariableDeclarator(at)) note(at.id);
    });
  }
  return assigned;
}

function union(a: Set<Variable>, b: ReadonlySet<Variable>): Set<Variable> {
  if (b.size === 0) return a;
  return new Set([...a, ...b]);
}

function without(live: Set<Variable>, variable: Variable): Set<Variable> {
  if (!live.has(variable)) return live;
  const rest = new Set(live);
  rest.delete(variable);
  return rest;
}
