/** Which lines of kern_fork.c the model leaves out, and why: the others are named where they are modelled. */
const names = 'declarations, and names for what is used below';

export const coverage = [
  { name: 'proc_vfork_begin', lines: [203, 208], model: ['proc_vfork_begin'], leftOut: [] },
  { name: 'proc_vfork_end', lines: [224, 234], model: ['proc_vfork_end'], leftOut: [] },
  {
    name: 'vfork',
    lines: [311, 339],
    model: ['sys_vfork'],
    leftOut: [
      [311, 315, names],
      [333, 334, 'events and probes that nobody looks at here'],
      [336, 339, 'the way back, which is that of the system call'],
    ],
  },
  {
    name: 'fork1',
    lines: [390, 696],
    model: ['fork1', 'fork1_vfork', 'fork1_clone', 'thread_dup'],
    leftOut: [
      [390, 408, names],
      [412, 421, 'kernels of other platforms panic; here a line is logged'],
      [423, 431, 'what is counted next'],
      [436, 444, 'kernels of other platforms panic; here a line is logged'],
      [496, 536, 'labels, security tokens and audit'],
      [542, 555, 'why current_proc is the child from now on'],
      [565, 577, 'the registers of the child: what enter_kernel returns there; accounting'],
      [620, 682, 'labels, security tokens, registers of the child, accounting, probes; task_bank_init is the sleep before'],
    ],
  },
  {
    name: 'vfork_return',
    lines: [719, 754],
    model: ['vfork_return'],
    leftOut: [
      [719, 720, names],
      [724, 728, 'the registers come back when the caller goes on with resume_parent'],
    ],
  },
  {
    name: 'fork_create_child',
    lines: [791, 868],
    model: ['fork_create_child', 'thread_set_tag'],
    leftOut: [
      [791, 803, names],
      [829, 839, 'limits of CPU time and priorities'],
    ],
  },
  {
    name: 'fork',
    lines: [906, 950],
    model: ['sys_fork'],
    leftOut: [[906, 910, names], [928, 939, 'events and probes that nobody looks at here']],
  },
  {
    name: 'cloneproc',
    lines: [992, 1060],
    model: ['cloneproc'],
    leftOut: [
      [992, 1000, names],
      [1005, 1018, 'sizes of addresses and registers'],
      [1034, 1051, 'the same, and a mark of internal processes'],
    ],
  },
  {
    name: 'forkproc_free',
    lines: [1078, 1161],
    model: ['forkproc_free'],
    leftOut: [
      [1078, 1088, 'personas of the pthread hash, and of users, which nobody has here'],
      [1112, 1134, 'the text of the program, audit, locks'],
    ],
  },
  {
    name: 'forkproc',
    lines: [1180, 1471],
    model: ['forkproc', 'choose_pid', 'is_borne', 'copy_range'],
    leftOut: [
      [1180, 1186, names],
      [1252, 1266, 'the same: a struct with the mark is in the hash; a serial console'],
    ],
  },
  {
    name: 'uthread_alloc',
    lines: [1523, 1600],
    model: ['uthread_alloc'],
    leftOut: [[1523, 1529, names], [1590, 1600, 'scratch space of probes']],
  },
  {
    name: 'uthread_cleanup',
    lines: [1635, 1722],
    model: ['uthread_cleanup'],
    leftOut: [
      [1635, 1641, names],
      [1643, 1695, 'throttling, audit, events, directories, wait sets and exit reasons that nobody has here'],
      [1713, 1722, 'scratch space of probes'],
    ],
  },
] as const;
