import fc from 'fast-check';

/** Where a program runs, in terms of the processes of those before it: any number will do. */
export interface Place {
  readonly isThread: boolean;
  /** Whose thread or child it is; one beyond the last means the first process's parent. */
  readonly of: number;
  /** Whose group it is in; one beyond the last means its own. */
  readonly group: number;
}

/** A process with the programs that its threads run. */
export interface DrawnProcess<P> {
  readonly name: string;
  /** None for a child of the first process of the scenario. */
  readonly parent?: string;
  /** The name of the group's leader. */
  readonly group: string;
  readonly programs: readonly P[];
}

/** True once in n times; shrinks to false. */
export const onceIn = (n: number): fc.Arbitrary<boolean> => fc.nat(n - 1).map((one) => one === n - 1);

/** A few, with as many as there may be left out one by one: an array that must not be empty would keep what stands last. */
export function fewOf<T>(one: fc.Arbitrary<T>, least: number, most: number): fc.Arbitrary<readonly T[]> {
  return fc.array(one, { maxLength: most }).filter(({ length }) => length >= least);
}

/** What places are drawn from. One in three programs is a thread of a process that is there. */
export const placeFields = { isThread: onceIn(3), of: fc.nat(5), group: fc.nat(5) };

const names = 'PQRSTUVWXYZ';

/** How many processes there can be. */
export const mostProcesses = names.length;

/** The process tree of programs with their places; the first program is in a process of its own, whatever its place. */
export function treeOf<P>(programs: readonly P[], places: readonly Place[]): readonly DrawnProcess<P>[] {
  return programs.reduce<readonly DrawnProcess<P>[]>((processes, program, index) => settle(processes, program, places[index]), []);
}

/** The processes with one more program. */
function settle<P>(processes: readonly DrawnProcess<P>[], program: P, place: Place | undefined): readonly DrawnProcess<P>[] {
  const name = names[processes.length];
  if (name === undefined) throw new RangeError(`a drawn process tree has at most ${mostProcesses} processes`);
  if (place === undefined || processes.length === 0) return [...processes, { name, group: name, programs: [program] }];
  const home = place.of % processes.length;
  if (place.isThread) return processes.map((one, index) => (index === home ? { ...one, programs: [...one.programs, program] } : one));
  const parent = processes[place.of % (processes.length + 1)];
  const leader = processes[place.group % (processes.length + 1)];
  return [...processes, { name, ...(parent && { parent: parent.name }), group: leader?.group ?? name, programs: [program] }];
}

export interface TreeSize {
  /** Programs, one a thread: from 1 to 3 by default. */
  readonly programs?: { readonly least?: number; readonly most?: number };
  /** Whether a program may run in a second thread of a process: true by default. */
  readonly threads?: boolean;
}

/** Process trees whose threads run drawn programs. They shrink to fewer programs, to processes in place of threads, and to children of the first. */
export function processTrees<P>(program: fc.Arbitrary<P>, { programs: { least = 1, most = 3 } = {}, threads = true }: TreeSize = {}): fc.Arbitrary<readonly DrawnProcess<P>[]> {
  const place = fc.record<Place>({ ...placeFields, isThread: threads ? placeFields.isThread : fc.constant(false) });
  return fewOf(fc.record({ program, place }), least, most).map((all) =>
    treeOf(all.map((one) => one.program), all.map((one) => one.place)),
  );
}
