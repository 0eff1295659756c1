/** Which lines of kern_fork.c the model leaves out, and why: the others are named where they are modelled. */
const names = 'declarations, and names for what is used below';

export const coverage = [
  { name: 'sys_fork', lines: [116, 121], model: ['sys_fork'], leftOut: [[116, 119, names]] },
  { name: 'sys_vfork', lines: [127, 133], model: ['sys_vfork'], leftOut: [[127, 130, names]] },
  { name: 'sys___vfork14', lines: [139, 145], model: ['sys___vfork14'], leftOut: [[139, 142, names]] },
  { name: 'sys___clone', lines: [150, 198], model: ['sys___clone'], leftOut: [[150, 162, names]] },
  { name: 'tracefork', lines: [208, 214], model: ['tracefork'], leftOut: [[208, 211, names]] },
  { name: 'tracevfork', lines: [219, 225], model: ['tracevfork'], leftOut: [[219, 222, names]] },
  { name: 'tracevforkdone', lines: [230, 236], model: ['tracevforkdone'], leftOut: [[230, 233, names]] },
  {
    name: 'fork1',
    lines: [243, 634],
    model: ['fork1', 'undo_counts', 'copy_proc', 'share_lock', 'fork_files', 'share_cwd', 'mark_vfork', 'sigactsinit', 'start_stopped', 'may_fork'],
    leftOut: [
      [243, 256, names],
      [266, 266, names],
      [268, 271, 'what the listeners get; the count is taken back at 272'],
      [310, 311, names],
      [319, 330, 'the end of that; the two copies begin at 331'],
      [337, 348, 'lists that a fresh struct has empty'],
      [364, 373, 'locks and conditions that nobody knows yet; the test comes with what follows it'],
      [380, 386, 'restartable sequences, the text of the program'],
      [409, 413, 'names, and what to know'],
      [415, 421, 'limits that a process has of its own: nobody changes them here'],
      [436, 456, 'a list that a fresh struct has empty, asynchronous I/O, ktrace'],
      [463, 474, 'profiling and statistics'],
      [484, 510, 'the private pointer, hooks of emulations and others, probes'],
      [526, 528, 'p_oppid, which only an event tells'],
      [531, 553, 'tracing of system calls, statistics, ktrace'],
      [565, 577, 'profiling, times, accounting; the lwp lock is a step'],
    ],
  },
  {
    name: 'child_return',
    lines: [639, 659],
    model: ['child_return', 'is_traced_child'],
    leftOut: [
      [639, 644, names],
      [650, 659, 'the way back of the machine, and ktrace'],
    ],
  },
] as const;
