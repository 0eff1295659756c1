/** Which lines of fork.c the model leaves out, and why: the others are named where they are modelled. */
const names = 'declarations, and names for what is used below';
const watch = 'watched pages are put aside, and come back';

export const coverage = [
  { name: 'forkall', lines: [96, 100], model: ['forkall'], leftOut: [[96, 98, names]] },
  { name: 'vfork', lines: [105, 110], model: ['vfork'], leftOut: [[105, 107, names]] },
  { name: 'fork1', lines: [115, 119], model: ['fork1'], leftOut: [[115, 117, names]] },
  {
    name: 'cfork',
    lines: [122, 614],
    model: [
      'cfork', 'share_memory', 'copy_memory', 'as_dup', 'undo_copy', 'unlink_orphan', 'pop_child', 'copy_lwps', 'hold_corectl', 'set_ready',
      'forklwperr',
    ],
    leftOut: [
      [122, 140, names],
      [141, 160, 'the agent LWP of /proc, which nobody has here, and a privilege that all have'],
      [167, 174, 'the stack of another machine'],
      [202, 206, 'a trace point'],
      [213, 221, watch],
      [272, 288, 'segments of shared memory, and trace points in the memory'],
      [318, 339, 'the directory of LWPs is their list'],
      [349, 353, 'an assertion about lwp_wait, which is not modelled'],
      [372, 398, 'the clone of the caller is known by its number, and zombie LWPs are a count'],
      [420, 464, 'contexts of the machine, marks for a stop by /proc on the way out, return values'],
      [525, 532, 'statistics, and a probe'],
      [541, 555, `${watch}, and segments of shared memory`],
      [561, 577, 'the directory of LWPs is their list'],
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
      [745, 757, 'what is traced, and which signals are'],
      [764, 776, 'what was prepared for the controls'],
      [802, 807, 'what was prepared for the controls; the memory of the kernel is none'],
    ],
  },
  {
    name: 'getproc',
    lines: [849, 1107],
    model: ['getproc', 'over_limit', 'inherit', 'bad'],
    leftOut: [
      [849, 859, names],
      [930, 939, 'sizes of the memory'],
      [941, 962, 'ports, watched areas, limits'],
      [977, 986, 'profiling'],
      [1009, 1019, 'contracts that it holds, of which it has none, and audit'],
      [1041, 1048, 'times'],
      [1060, 1070, 'microstate accounting, and how misaligned accesses are treated'],
    ],
  },
  {
    name: 'relvm',
    lines: [1115, 1216],
    model: ['relvm', 'give_back'],
    leftOut: [
      [1115, 1119, names],
      [1163, 1180, 'the hardware is told, and sizes of the memory are given back'],
      [1182, 1187, watch],
      [1193, 1200, 'segments of shared memory'],
    ],
  },
  { name: 'vfwait', lines: [1223, 1295], model: ['vfwait'], leftOut: [[1223, 1225, names], [1283, 1290, watch]] },
] as const;
