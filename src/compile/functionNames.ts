import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';

/** What a function is called, and what the name is taken from. */
interface Given {
  readonly name: string;
  /** Functions that take one name from one node are numbered. */
  readonly from: t.Node;
}

/**
 * Names functions by what the user wrote: their own name, or that of the variable, the field, the property, the process or the
 * scenario in which they stand. No line is part of a name, so that it stays when something else is edited.
 */
export class FunctionNames {
  private readonly names = new Map<t.Node, string>();
  private readonly taken = new Map<t.Node, Map<string, number>>();

  /** The name of a function; each is to be asked for in the order of the source. */
  of(path: NodePath<t.Node>): string {
    const known = this.names.get(path.node);
    if (known !== undefined) return known;
    const name = ownName(path) ?? this.number(this.given(path));
    this.names.set(path.node, name);
    return name;
  }

  private number({ name, from }: Given): string {
    const taken = this.taken.get(from) ?? new Map<string, number>();
    const count = (taken.get(name) ?? 0) + 1;
    this.taken.set(from, taken.set(name, count));
    return count === 1 ? name : `${name}_${count}`;
  }

  /** The name of the nearest thing around a function that has one. */
  private given(path: NodePath<t.Node>): Given {
    let called: string | undefined;
    for (let inner = path, up = path.parentPath; up !== null; inner = up, up = up.parentPath) {
      const { node } = up;
      if (up.isFunction()) return { name: called === undefined ? this.of(up) : `${this.of(up)}_${called}`, from: node };
      if (t.isCallExpression(node)) {
        const [first] = node.arguments;
        if (t.isStringLiteral(first)) return { name: identifier(first.value), from: node };
        called ??= calleeName(node);
      }
      const name = t.isVariableDeclarator(node) && t.isIdentifier(node.id) ? node.id.name : nameField(node);
      if (name !== undefined) return { name: `${identifier(name)}${memberNumber(path, inner)}`, from: node };
    }
    return { name: called ?? 'nameless', from: path.scope.getProgramParent().block };
  }
}

function ownName({ node, parent }: NodePath<t.Node>): string | undefined {
  if ((t.isFunctionExpression(node) || t.isFunctionDeclaration(node)) && node.id) return node.id.name;
  if (t.isVariableDeclarator(parent) && t.isIdentifier(parent.id)) return parent.id.name;
  if (t.isObjectProperty(parent) && t.isIdentifier(parent.key)) return parent.key.name;
  return undefined;
}

/** What an object with a field `name` is called: a process, or a scenario. */
function nameField(node: t.Node): string | undefined {
  if (!t.isObjectExpression(node)) return undefined;
  const field = node.properties.find((one) => t.isObjectProperty(one) && t.isIdentifier(one.key, { name: 'name' }));
  return t.isObjectProperty(field) && t.isStringLiteral(field.value) ? field.value.value : undefined;
}

/** `_2` for the second of several in a list that the named thing has. */
function memberNumber({ node, parent }: NodePath<t.Node>, { node: member }: NodePath<t.Node>): string {
  const list = t.isArrayExpression(parent) && (member === parent || (t.isObjectProperty(member) && member.value === parent)) ? parent : undefined;
  return list === undefined || list.elements.length === 1 ? '' : `_${list.elements.indexOf(node as t.Expression) + 1}`;
}

function calleeName({ callee }: t.CallExpression): string | undefined {
  const last = t.isMemberExpression(callee) ? callee.property : callee;
  return t.isIdentifier(last) ? last.name : undefined;
}

/** A name as part of an identifier. */
const identifier = (name: string): string => name.replace(/\W+/g, '_') || 'nameless';
