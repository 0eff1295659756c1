import * as t from '@babel/types';
import type { Block, End, Item, Stop } from './blocks.ts';
import type { FunctionCode } from './functionCode.ts';
import type { Variable } from './locals.ts';
import { within } from './arithmetic.ts';
import { asReference, I32, type Type } from './types.ts';

/** What a break or continue can leave. */
export interface Target {
  readonly kind: 'loop' | 'switch' | 'block';
  readonly label?: string;
  readonly breakTo: Block;
  readonly continueTo?: Block;
}

/** Makes blocks one after another; what is being built goes to the current one. */
export class BlockBuilder {
  protected readonly blocks: Block[] = [];
  protected readonly escapes = new Map<t.Node, Block>();
  protected readonly targets: Target[] = [];
  protected current: Block;

  constructor(protected readonly code: FunctionCode) {
    this.current = this.block(code.info.node);
  }

  protected block(node: t.Node): Block {
    const block: Block = { id: this.blocks.length, items: [], end: { kind: 'halt' }, node, guards: [], escapes: [] };
    this.blocks.push(block);
    return block;
  }

  protected item(item: Item): void {
    this.current.items.push(item);
  }

  /** Closes the current block; what follows, if anything, is a new one. */
  protected finish(end: End, next?: Block): void {
    this.current.end = end;
    this.current = next ?? this.block(this.current.node);
  }

  /** Keeps a statement whole, and notes where its breaks and continues lead if they leave it. */
  protected inline(node: t.Statement): void {
    if (t.isEmptyStatement(node) || t.isTypeScript(node)) return;
    this.noteEscapes(node, []);
    this.item({ kind: 'code', node });
  }

  protected noteEscapes(node: t.Node, inner: readonly string[]): void {
    if (t.isFunction(node)) return;
    if (t.isBreakStatement(node) || t.isContinueStatement(node)) {
      const label = node.label?.name;
      const loops = inner.filter((one) => one === 'loop' || (one === 'switch' && t.isBreakStatement(node)));
      if (label === undefined ? loops.length > 0 : inner.includes(`:${label}`)) return;
      const to = this.targetOf(node, this.targets);
      this.escapes.set(node, to);
      this.current.escapes.push(to);
      return;
    }
    const within = t.isLoop(node) ? [...inner, 'loop'] : t.isSwitchStatement(node) ? [...inner, 'switch'] : t.isLabeledStatement(node) ? [...inner, `:${node.label.name}`] : inner;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key];
      if (Array.isArray(child)) child.forEach((one) => one && this.noteEscapes(one, within));
      else if (child && typeof child === 'object') this.noteEscapes(child, within);
    }
  }

  protected targetOf(node: t.BreakStatement | t.ContinueStatement, targets: readonly Target[]): Block {
    const label = node.label?.name;
    const fits = (one: Target): boolean => {
      if (label !== undefined) return one.label === label;
      return t.isContinueStatement(node) ? one.kind === 'loop' : one.kind !== 'block';
    };
    const target = targets.findLast(fits);
    const to = t.isContinueStatement(node) ? target?.continueTo : target?.breakTo;
    return to ?? this.code.refuse(node, 'this leaves no loop', 'Name the label of an enclosing loop.');
  }

  protected assign(id: t.Node, variable: Variable, value: t.Expression, at: t.Node): void {
    const target = t.identifier(variable.name);
    target.loc = id.loc ?? null;
    this.code.locals.of.set(target, variable);
    this.append(t.assignmentExpression('=', target, value), at);
  }

  protected append(expression: t.Expression, at: t.Node): void {
    expression.loc = at.loc ?? null;
    const statement = t.expressionStatement(expression);
    statement.loc = at.loc ?? null;
    this.item({ kind: 'code', node: statement });
  }

  protected temporary(type: Type): Variable {
    const { variables } = this.code.locals;
    const variable: Variable = { id: variables.length, name: `tmp${variables.length}`, isConst: false, role: 'temporary' };
    variables.push(variable);
    this.code.setVariableType(variable, type.kind === 'int' && !within(type, I32) ? I32 : asReference(type));
    return variable;
  }

  protected use(variable: Variable, at: t.Node): t.Identifier {
    const id = t.identifier(variable.name);
    id.loc = at.loc ?? null;
    this.code.locals.of.set(id, variable);
    return id;
  }

  protected keep(value: t.Expression, type: Type, at: t.Node): t.Identifier {
    const variable = this.temporary(type);
    this.assign(this.use(variable, at), variable, value, at);
    return this.use(variable, at);
  }

  protected stop(stop: Stop): void {
    const next = this.block(stop.node);
    next.guards = stop.guards;
    this.finish({ kind: 'yield', stop, next }, next);
  }

  protected pointOf(node: t.Node | null | undefined): string {
    if (!node) return '';
    if (t.isNumericLiteral(node)) return String(node.value);
    if (t.isStringLiteral(node)) return node.value;
    const meaning = t.isIdentifier(node) || t.isMemberExpression(node) ? this.code.meaningOfPath(node) : undefined;
    if (meaning?.kind === 'constant') return String(meaning.value);
    return this.code.refuse(node, 'the operand of yield names a place', 'Write a line number or a string.');
  }
}
