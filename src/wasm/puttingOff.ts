import * as t from '@babel/types';
import type { Deferred } from './deferred.ts';
import { op } from './encoder.ts';
import { NotIntegers } from './integerCode.ts';
import type { Values } from './values.ts';

/** Of no name in the code. */
const keptValue = '$kept';

/**
 * Calls that mean more than a call: after `beginLater()`, `later(f, x)` puts the call `f(x)` off to `doLater(g)`, which calls g in
 * place of all of them where it is not known what was put off. Each of the calls may be made though nobody asked for it.
 */
export const puttingOff: ReadonlyMap<string, (values: Values, node: t.CallExpression) => void> = new Map([
  ['beginLater', begin],
  ['later', putOff],
  ['doLater', makeUp],
]);

function begin({ to }: Values): void {
  to.beginLater();
  to.constant(0);
}

function putOff(values: Values, node: t.CallExpression): void {
  const { to } = values;
  const { deferred } = to;
  if (deferred !== undefined) noteIn(deferred, values, nameOf(node), node.arguments[1]!);
  to.constant(0);
}

function noteIn(deferred: Deferred, values: Values, callee: string, argument: t.Node): void {
  const { to } = values;
  const known = values.known(argument);
  if (known !== undefined) return deferred.note(callee, known);
  if (to.isRepeated(deferred)) {
    deferred.isLost = true;
    return;
  }
  const local = to.ownLocal();
  values.value(argument);
  to.with(op.localSet, local);
  deferred.keep(callee, local);
}

function makeUp(values: Values, node: t.CallExpression): void {
  const { to } = values;
  const { deferred } = to;
  to.deferred = undefined;
  if (deferred === undefined || deferred.isLost) return values.value(t.callExpression(t.identifier(nameOf(node)), []));
  const call = (name: string, value: t.Expression): void => values.effect(t.callExpression(t.identifier(name), [value]));
  for (const { callee, local } of deferred.kept) to.called(keptValue, local, () => call(callee, t.identifier(keptValue)));
  for (const [callee, value] of deferred.noted) call(callee, t.numericLiteral(value));
  to.constant(0);
}

function nameOf(node: t.CallExpression): string {
  const [name] = node.arguments;
  if (!t.isIdentifier(name)) throw new NotIntegers(node, 'what is put off is a call of a function');
  return name.name;
}
