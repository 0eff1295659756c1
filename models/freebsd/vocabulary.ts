import type { machine } from '../../src/index.ts';
import type { interrupts } from './interrupts.ts';
import type { conf, Proc } from './state.ts';

/** The names that scenarios of this kernel may use: `scenario<FreeBSD>({ ... })`. */
export interface FreeBSD {
  readonly params: keyof typeof conf | keyof typeof machine;
  readonly interrupts: keyof typeof interrupts;
  readonly fields: keyof Proc | `${keyof Proc}.${string}`;
}
