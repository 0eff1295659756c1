/** Which lines of kern_fork.c the model leaves out, and why: the others are named where they are modelled. */
const names = 'declarations, and names for what is used below';

export const coverage = [
  { name: 'fork', lines: [112, 127], model: ['sys_fork'], leftOut: [[112, 119, names]] },
  { name: 'vfork', lines: [134, 149], model: ['sys_vfork'], leftOut: [[134, 141, names]] },
  { name: 'rfork', lines: [156, 171], model: ['sys_rfork'], leftOut: [[156, 163, names]] },
  {
    name: 'fork1',
    lines: [229, 691],
    model: ['fork1', 'unshare', 'change_files', 'find_pid', 'scan', 'bears', 'note_above', 'publish', 'give_signals', 'give_trace', 'wait_ppwait'],
    leftOut: [
      [229, 244, names],
      [349, 358, 'kern.randompid only says where the search begins'],
      [465, 472, 'the swapper, which never comes; profiling'],
      [476, 479, 'the arguments of the program'],
      [517, 519, 'the text of the program'],
      [522, 524, 'the text of the program'],
      [581, 585, 'timers'],
      [603, 616, 'what the scheduler knows of the parent'],
      [626, 645, 'counts of forks'],
      [651, 657, 'times'],
      [670, 674, 'event lists have no readers'],
    ],
  },
  {
    name: 'fork_exit',
    lines: [754, 806],
    model: ['fork_exit'],
    leftOut: [
      [754, 785, 'sched_lock, which the new process is born with: sections under it are steps'],
      [793, 799, 'kernel threads, of which the model has none'],
    ],
  },
] as const;
