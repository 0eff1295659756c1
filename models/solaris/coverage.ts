/** Which lines of fork.c the model leaves out, and why: the others are named where they are modelled. */
const names = 'declarations, and names for what is used below';

export const coverage = [
  { name: 'forkall', lines: [96, 100], model: ['forkall'], leftOut: [[96, 98, names]] },
  { name: 'vfork', lines: [105, 110], model: ['vfork'], leftOut: [[105, 107, names]] },
  { name: 'fork1', lines: [115, 119], model: ['fork1'], leftOut: [[115, 117, names]] },
  {
    name: 'cfork',
    lines: [122, 614],
    model: [
      'cfork', 'share_memory', 'copy_memory', 'as_dup', 'undo_copy', 'unlink_orphan', 'pop_child', 'copy_lwps', 'hold_corectl', 'stop_with_active', 'set_ready',
      'forklwperr', 'take_pages_back',
    ],
    leftOut: [
      [122, 140, names],
      [141, 160, 'the agent LWP of /proc, which nobody has here, and a privilege that all have'],
      [167, 174, 'the stack of another machine'],
      [202, 206, 'a trace point'],
      [272, 288, 'segments of shared memory, and trace points in the memory'],
      [318, 321, 'what was prepared for the controls'],
      [326, 339, 'slots and hash of the directory are one list'],
      [372, 384, 'the clone of the caller is known by its number'],
      [420, 433, 'contexts of the machine'],
      [460, 464, 'return values'],
      [525, 532, 'statistics, and a probe'],
      [553, 555, 'segments of shared memory'],
    ],
  },
  { name: 'fork_fail', lines: [619, 647], model: ['fork_fail'], leftOut: [[619, 623, names]] },
  {
    name: 'forklwp_fail',
    lines: [656, 718],
    model: ['forklwp_fail'],
    leftOut: [
      [656, 661, names],
      [681, 692, 'doors, and templates of contracts'],
      [700, 713, 'load averages'],
    ],
  },
  {
    name: 'newproc',
    lines: [725, 844],
    model: ['newproc', 'undo'],
    leftOut: [
      [725, 734, names],
      [745, 754, 'which signals and faults are traced'],
      [764, 776, 'what was prepared for the controls'],
      [802, 807, 'what was prepared for the controls; the memory of the kernel is none'],
    ],
  },
  {
    name: 'getproc',
    lines: [849, 1107],
    model: ['getproc', 'over_limit', 'inherit', 'inherit_accounting', 'bad'],
    leftOut: [
      [849, 859, names],
      [930, 939, 'sizes of the memory'],
      [941, 962, 'ports, watched areas, limits'],
      [977, 986, 'profiling'],
      [1009, 1019, 'contracts that it holds, of which it has none, and audit'],
      [1041, 1049, 'times'],
      [1065, 1070, 'how misaligned accesses are treated'],
    ],
  },
  {
    name: 'relvm',
    lines: [1115, 1216],
    model: ['relvm', 'give_back'],
    leftOut: [
      [1115, 1119, names],
      [1163, 1180, 'the hardware is told, and sizes of the memory are given back'],
      [1193, 1200, 'segments of shared memory'],
    ],
  },
  { name: 'vfwait', lines: [1223, 1295], model: ['vfwait'], leftOut: [[1223, 1225, names]] },
] as const;
