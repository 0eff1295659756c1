/**
 * Historical bugs of kernels, by the number that mutations and scenarios call them by: FB FreeBSD, DF DragonFly, OB OpenBSD, NB NetBSD,
 * LX Linux, XN XNU, IL illumos. Each is brought back by mutations, or has no place in this kernel.
 */
export const zoo: readonly ({ readonly entry: string; readonly mutations: readonly string[] } | { readonly entry: string; readonly absent: string })[] = [
  { entry: 'NB-1', mutations: ['NB-1'] },
  { entry: 'NB-3', mutations: ['NB-3'] },
  { entry: 'NB-4', mutations: ['NB-4'] },
  { entry: 'FB-1', absent: 'nothing keeps fork and killpg apart in this kernel: the scenario killpg-fork shows it as it is' },
  { entry: 'FB-7', mutations: ['FB-7'] },
  { entry: 'FB-18', mutations: ['NB-1'] },
  { entry: 'FB-20', mutations: ['FB-20', 'FB-20-undo'] },
  { entry: 'FB-21', mutations: ['FB-21'] },
  { entry: 'OB-1', mutations: ['FB-20', 'OB-1'] },
  { entry: 'OB-3', absent: 'a number is chosen and taken under one hold of proc_lock, with no look at what is listed elsewhere' },
  { entry: 'OB-5', mutations: ['NB-1'] },
  { entry: 'OB-9', mutations: ['OB-9'] },
  { entry: 'DF-2', mutations: ['DF-2'] },
  { entry: 'DF-3', absent: 'a zombie is found and taken out of the table under one hold of proc_lock' },
  { entry: 'DF-11', mutations: ['NB-4'] },
  { entry: 'LX-1', absent: 'whoever ends the LWPs of a process looks for new ones every tick' },
  { entry: 'XN-5', absent: 'the old user is discharged first in this kernel as it is, and entries of users are never freed' },
  { entry: 'XN-11', absent: 'a parent looks at its children under proc_lock, which is held from the signal to the zombie' },
  { entry: 'IL-5', mutations: ['IL-5'] },
  { entry: 'IL-9', absent: 'nothing fails any more when the child is linked' },
];
