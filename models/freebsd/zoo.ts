/**
 * Historical bugs of kernels, by the number that mutations and scenarios call them by: FB FreeBSD, DF DragonFly, OB OpenBSD, NB NetBSD,
 * LX Linux, XN XNU, IL illumos. Each is brought back by mutations, or has no place in this kernel.
 */
export type ZooEntry =
  | { readonly entry: string; readonly mutations: readonly string[] }
  /** Why no change of this model could bring it back. */
  | { readonly entry: string; readonly absent: string };

export const zoo: readonly ZooEntry[] = [
  { entry: 'FB-1', mutations: ['FB-1', 'FB-1b', 'FB-1c'] },
  { entry: 'FB-2', mutations: ['FB-2'] },
  { entry: 'FB-4', mutations: ['FB-4', 'FB-4b'] },
  { entry: 'FB-7', mutations: ['FB-7'] },
  { entry: 'FB-8', mutations: ['FB-8'] },
  { entry: 'FB-9', mutations: ['FB-9'] },
  { entry: 'FB-13', mutations: ['FB-13'] },
  { entry: 'FB-15', mutations: ['FB-15', 'FB-15b'] },
  { entry: 'FB-18', mutations: ['FB-18'] },
  { entry: 'FB-20', mutations: ['FB-20', 'FB-20-undo'] },
  { entry: 'FB-21', mutations: ['FB-21', 'FB-21-shared'] },
  { entry: 'DF-2', mutations: ['DF-2'] },
  { entry: 'DF-3', mutations: ['DF-3'] },
  { entry: 'DF-11', mutations: ['DF-11'] },
  // Its first half, counting after the test, is FB-20's.
  { entry: 'OB-1', mutations: ['FB-20', 'OB-1'] },
  { entry: 'OB-3', mutations: ['OB-3'] },
  // The flag is in the child here as well, and the memory of a process is never anything else: without that it is FB-18.
  { entry: 'OB-5', mutations: ['FB-18'] },
  { entry: 'OB-9', mutations: ['OB-9'] },
  { entry: 'NB-1', mutations: ['NB-1'] },
  { entry: 'NB-3', mutations: ['NB-3'] },
  { entry: 'NB-4', absent: 'a vfork parent waits on a condition of the child, so that no two threads wait on one' },
  { entry: 'LX-1', mutations: ['LX-1'] },
  { entry: 'LX-4', mutations: ['LX-4'] },
  { entry: 'LX-6', mutations: ['LX-6'] },
  { entry: 'LX-12', mutations: ['LX-12'] },
  { entry: 'XN-1', mutations: ['XN-1'] },
  { entry: 'XN-9', mutations: ['XN-9'] },
  { entry: 'XN-11', mutations: ['XN-11'] },
  { entry: 'IL-1', absent: 'vfork takes back no request to suspend' },
  { entry: 'IL-2', absent: 'nobody but its own threads replaces what a process hands down to its children' },
  { entry: 'IL-5', mutations: ['IL-5'] },
  { entry: 'IL-7', mutations: ['IL-7'] },
  // Here the lock that a stopped thread holds is that of the group.
  { entry: 'IL-13', mutations: ['stops-in-fork'] },
  { entry: 'IL-9', absent: 'nothing fails any more when the child is linked' },
  { entry: 'XN-5', mutations: ['XN-5'] },
  { entry: 'XN-7', absent: 'a thread does not become its vfork child' },
];
