import { coverage as freebsdLines } from '../models/freebsd/coverage.ts';
import { zoo as freebsdZoo } from '../models/freebsd/zoo.ts';
import { coverage as freebsd5Lines } from '../models/freebsd-5/coverage.ts';
import { zoo as freebsd5Zoo } from '../models/freebsd-5/zoo.ts';
import { coverage as netbsdLines } from '../models/netbsd/coverage.ts';
import { zoo as netbsdZoo } from '../models/netbsd/zoo.ts';
import { coverage as solarisLines } from '../models/solaris/coverage.ts';
import { zoo as solarisZoo } from '../models/solaris/zoo.ts';
import { coverage as xnuLines } from '../models/xnu/coverage.ts';
import { zoo as xnuZoo } from '../models/xnu/zoo.ts';
import type { KernelRoutine } from './kernelLines.ts';

/** A historical bug, by its number, and what a kernel has to do with it. */
export type ZooEntry =
  | { readonly entry: string; readonly mutations: readonly string[] }
  /** The kernel as it is has the bug: a saved finding shows it. */
  | { readonly entry: string; readonly present: readonly [scenario: string, property: string] }
  /** Why no change of the model could bring it back. */
  | { readonly entry: string; readonly absent: string };

/** The historical bugs, for each kernel that says what it has to do with them. */
export const zoos: Readonly<Record<string, readonly ZooEntry[]>> = {
  freebsd: freebsdZoo, 'freebsd-5': freebsd5Zoo, netbsd: netbsdZoo, solaris: solarisZoo, xnu: xnuZoo,
};

/** What models stand for in the routines that fork, for each kernel that says so. */
export const kernelRoutines: Readonly<Record<string, readonly KernelRoutine[]>> = {
  freebsd: freebsdLines, 'freebsd-5': freebsd5Lines, netbsd: netbsdLines, solaris: solarisLines, xnu: xnuLines,
};
