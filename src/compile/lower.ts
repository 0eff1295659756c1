import * as t from '@babel/types';
import type { Target } from './blockBuilder.ts';
import type { Block, Lowered } from './blocks.ts';
import { ExpressionLowering } from './expressionLowering.ts';
import type { FunctionCode } from './functionCode.ts';
import { hasYield } from './walk.ts';

/** Cuts a routine at its yields into blocks. Statements without yields stay whole. */
export function lower(code: FunctionCode): Lowered {
  return new Lowering(code).run();
}

class Lowering extends ExpressionLowering {
  run(): Lowered {
    const entry = this.current;
    this.code.locals.parameters.forEach((variable, index) => this.item({ kind: 'parameter', variable, index }));
    const { body } = this.code.info.node;
    if (!t.isBlockStatement(body)) return this.code.refuse(body, 'a routine has a body', 'Write `function* name() { ... }`.');
    this.statements(body.body);
    this.finish({ kind: 'return' });
    return { blocks: this.blocks, entry, escapes: this.escapes, ...(this.clone && { clone: this.clone }) };
  }

  private statements(all: readonly t.Statement[]): void {
    for (const one of all) this.statement(one);
  }

  private statement(node: t.Statement, label?: string): void {
    if (t.isReturnStatement(node)) return this.returnFrom(node);
    if (t.isBreakStatement(node) || t.isContinueStatement(node)) return this.finish({ kind: 'jump', to: this.targetOf(node, this.targets) });
    if (t.isLabeledStatement(node)) return this.labelled(node);
    if (!hasYield(node)) return this.inline(node);
    switch (node.type) {
      case 'ExpressionStatement':
        return void this.effect(node.expression);
      case 'VariableDeclaration':
        return node.declarations.forEach((one) => this.declarator(one));
      case 'BlockStatement':
        return this.statements(node.body);
      case 'IfStatement':
        return this.ifElse(node);
      case 'WhileStatement':
        return this.loop(node, { test: node.test, body: node.body }, label);
      case 'ForStatement':
        return this.forLoop(node, label);
      case 'DoWhileStatement':
        return this.doLoop(node, label);
      case 'SwitchStatement':
        return this.switchOver(node, label);
      default:
        this.code.refuse(node, `${node.type} cannot hold a yield`, 'See the language page.');
    }
  }

  private labelled(node: t.LabeledStatement): void {
    if (!hasYield(node.body)) return this.inline(node);
    if (t.isLoop(node.body) || t.isSwitchStatement(node.body)) return this.statement(node.body, node.label.name);
    const after = this.block(node);
    this.targets.push({ kind: 'block', label: node.label.name, breakTo: after });
    this.statement(node.body);
    this.targets.pop();
    this.finish({ kind: 'jump', to: after }, after);
  }

  private returnFrom(node: t.ReturnStatement): void {
    const value = node.argument ? this.expression(node.argument) : undefined;
    this.finish({ kind: 'return', ...(value && { value }) });
  }

  private declarator(node: t.VariableDeclarator): void {
    const variable = this.code.locals.of.get(node.id);
    if (!variable) return;
    if (!node.init) return this.item({ kind: 'constant', variable, value: 0 });
    this.assign(node.id, variable, this.expression(node.init), node);
  }

  private ifElse(node: t.IfStatement): void {
    const test = this.expression(node.test);
    const yes = this.block(node.consequent);
    const after = this.block(node);
    const no = node.alternate ? this.block(node.alternate) : after;
    this.finish({ kind: 'branch', test, yes, no }, yes);
    this.statement(node.consequent);
    this.finish({ kind: 'jump', to: after }, no);
    if (!node.alternate) return;
    this.statement(node.alternate);
    this.finish({ kind: 'jump', to: after }, after);
  }

  private loop(node: t.Node, parts: { test?: t.Expression | null; body: t.Statement; update?: t.Expression | null }, label?: string): void {
    const head = this.block(node);
    const body = this.block(parts.body);
    const update = parts.update ? this.block(parts.update) : head;
    const after = this.block(node);
    this.finish({ kind: 'jump', to: head }, head);
    if (parts.test) this.finish({ kind: 'branch', test: this.expression(parts.test), yes: body, no: after }, body);
    else this.finish({ kind: 'jump', to: body }, body);
    this.within({ kind: 'loop', ...(label !== undefined && { label }), breakTo: after, continueTo: update }, () => this.statement(parts.body));
    this.finish({ kind: 'jump', to: update }, update);
    if (parts.update) {
      this.effect(parts.update);
      this.finish({ kind: 'jump', to: head });
    }
    this.current = after;
  }

  private within(target: Target, act: () => void): void {
    this.targets.push(target);
    act();
    this.targets.pop();
  }

  private forLoop(node: t.ForStatement, label?: string): void {
    if (t.isVariableDeclaration(node.init)) this.statement(node.init);
    else if (node.init) this.effect(node.init);
    this.loop(node, { test: node.test ?? null, body: node.body, update: node.update ?? null }, label);
  }

  private doLoop(node: t.DoWhileStatement, label?: string): void {
    const body = this.block(node.body);
    const test = this.block(node.test);
    const after = this.block(node);
    this.finish({ kind: 'jump', to: body }, body);
    this.within({ kind: 'loop', ...(label !== undefined && { label }), breakTo: after, continueTo: test }, () => this.statement(node.body));
    this.finish({ kind: 'jump', to: test }, test);
    this.finish({ kind: 'branch', test: this.expression(node.test), yes: body, no: after }, after);
  }

  private switchOver(node: t.SwitchStatement, label?: string): void {
    const value = this.expression(node.discriminant);
    const blocks = node.cases.map((one) => this.block(one));
    const after = this.block(node);
    const cases: (readonly [t.Expression, Block])[] = [];
    let other = after;
    node.cases.forEach((one, index) => {
      const block = blocks[index] ?? after;
      if (one.test) cases.push([one.test, block]);
      else other = block;
    });
    this.finish({ kind: 'switch', value, cases, other }, blocks[0] ?? after);
    this.within({ kind: 'switch', ...(label !== undefined && { label }), breakTo: after }, () => {
      node.cases.forEach((one, index) => {
        this.statements(one.consequent);
        this.finish({ kind: 'jump', to: blocks[index + 1] ?? after }, blocks[index + 1] ?? after);
      });
    });
    if (node.cases.length === 0) this.current = after;
  }
}
