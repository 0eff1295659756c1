import * as t from '@babel/types';
import type { Surroundings } from './surroundings.ts';
import { asReference, bool, int, type Type } from './types.ts';

/** The function in which a word is used. */
export interface WordUser {
  readonly program: Surroundings;
  infer(node: t.Node): Type;
  zoneOf(node: t.Node): object | undefined;
  refuse(node: t.Node, problem: string, remedy: string): never;
}

const nothing: Type = { kind: 'void' };

const fixed: Readonly<Record<string, Type>> = {
  waitUntil: nothing,
  maySleep: nothing,
  halt: nothing,
  become: nothing,
  start: nothing,
  run: nothing,
  cloneFrames: nothing,
  free: nothing,
  KASSERT: nothing,
  require: nothing,
  insertHead: nothing,
  insertTail: nothing,
  insertAfter: nothing,
  remove: nothing,
  mayFail: bool,
  cloned: bool,
  halted: bool,
  blocked: bool,
  inside: bool,
  standsAt: bool,
  allocated: bool,
  every: bool,
  some: bool,
  contains: bool,
  count: int(0, 255),
  slot: int(0, 255),
  addressOf: int(0, 4095),
  lockRank: int(0, 255),
};

/** The type of a call of one of the language's words. */
export function wordResult(word: string, node: t.CallExpression, code: WordUser): Type {
  const known = fixed[word];
  if (known) return known;
  const [first] = node.arguments;
  switch (word) {
    case 'choose':
    case 'pick': {
      const n = first ? code.infer(first) : undefined;
      return int(0, n?.kind === 'int' ? Math.max(0, Math.min(n.hi, 4096) - 1) : 255);
    }
    case 'select':
      return int(0, Math.max(0, node.arguments.length - 1));
    case 'curthread':
      return { kind: 'ref', to: code.program.threadStruct() };
    case 'alloc': {
      const zone = first ? code.zoneOf(first) : undefined;
      if (!zone) return code.refuse(node, 'alloc takes a zone', 'Pass the zone itself.');
      return { kind: 'ref', to: code.program.structOfZone(zone) };
    }
    case 'unlocked':
      return first ? asReference(code.infer(first)) : code.refuse(node, 'unlocked takes a reference', 'Pass one.');
    default:
      return code.refuse(node, `"${word}" cannot be used here`, 'See the language page for the words that routines use.');
  }
}
