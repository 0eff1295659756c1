import { CompileError } from '../core/index.ts';
import type { Access, Ctx } from './emitContext.ts';
import type { FieldType, StructType } from './types.ts';

/** The function that checks a field's guard and hands the struct's address through; `undefined` if nothing is to check. */
export function guardHelper(access: Access, ctx: Ctx): string | undefined {
  const { struct, field, mode } = access;
  const alternatives = mode === 'read' ? field.guard?.read : field.guard?.write;
  if (!alternatives || alternatives.length === 0) return undefined;
  const key = `guard ${struct.unit.path} ${struct.name}.${field.name} ${mode}`;
  return ctx.shared.helper(key, `guard_${struct.name}_${field.name}_${mode}`, (name) => {
    const tests = alternatives.map((locks) => locks.map((lock) => lockTest(lock, access, ctx)).join(' && '));
    return [
      `// ${field.guard?.text ?? ''}`,
      `function ${name}(b, t, site) {`,
      `  if (t < 0 || t >= ${ctx.shared.threads} || ${tests.map((test) => `(${test})`).join(' || ')}) return b;`,
      `  return fault(GUARD, site);`,
      `}`,
    ].join('\n');
  });
}

function lockTest(lock: string, access: Access, ctx: Ctx): string {
  if (lock === 'never') return 'false';
  if (lock === 'curthread') return `S_isThread(b, t)`;
  const { address, struct, notNil } = locate(lock, access, ctx);
  const { program } = ctx.shared;
  const shared = access.mode === 'read' ? program.loader.functionOf(struct.unit.values.get(`${struct.name}_shared`)?.()) : undefined;
  const test = shared ?? program.loader.functionOf(struct.unit.values.get(`${struct.name}_held`)?.());
  if (!test) return bad(access, lock, `${struct.name} is no lock: its module has no function ${struct.name}_held`);
  const index = ctx.shared.familyIndex(struct);
  return [...notNil, `${ctx.shared.pureName(test)}(t, I${index}[${address}])`].join(' && ');
}

interface Located {
  readonly address: string;
  readonly struct: StructType;
  /** Tests that the references on the way are not nil; there is no lock to hold where one is. */
  readonly notNil: readonly string[];
}

/** Finds the lock that a guard names: a field of the same struct, of the globals, or along references from one of those. */
function locate(lock: string, access: Access, ctx: Ctx): Located {
  const names = lock.split('.');
  let { struct } = access;
  let address = 'b';
  if (!struct.fields.has(names[0] ?? '')) {
    const place = ctx.shared.program.globalsCalled(names.shift() ?? '');
    if (!place) return bad(access, lock, `${struct.name} has no such field, and no globals are called so`);
    struct = place.struct;
    address = String(place.address);
  }
  const notNil: string[] = [];
  for (const name of names) {
    const field: FieldType | undefined = struct.fields.get(name);
    if (!field) return bad(access, lock, `${struct.name} has no field "${name}"`);
    const at = `${address}+${field.offset}`;
    if (field.type.kind === 'struct') [struct, address] = [field.type.of, at];
    else if (field.type.kind === 'ref') {
      notNil.push(`S[${at}] !== 0`);
      [struct, address] = [field.type.to, `ADR${ctx.shared.familyIndex(field.type.to)}[S[${at}]]`];
    } else return bad(access, lock, `"${name}" is no struct`);
  }
  return { address, struct, notNil };
}

function bad(access: Access, lock: string, why: string): never {
  const { struct, field } = access;
  throw new CompileError(field.guard?.at ?? struct.unit.shown, `the guard "${lock}" of ${struct.name}.${field.name}: ${why}`, 'Name lock fields of the same struct, `k.lock`, `curthread` or `never`.');
}
