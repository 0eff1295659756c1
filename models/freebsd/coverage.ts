/**
 * Which lines of kern_fork.c the model leaves out, and why. The others it has: a line of code says which line of the kernel it stands
 * for, in a comment (`// 962`) or as the operand of its yield, and stands for those up to the next one that is named. What is
 * left out begins after such a stretch, and ends before a line that is named.
 */
export interface KernelRoutine {
  /** The kernel's name. */
  readonly name: string;
  readonly lines: readonly [first: number, last: number];
  /** Functions of the model that stand for it. */
  readonly model: readonly string[];
  readonly leftOut: readonly (readonly [first: number, last: number, reason: string])[];
}

const names = 'declarations, and names for what is used below';

export const coverage: readonly KernelRoutine[] = [
  {
    name: 'fork_findpid',
    lines: [252, 301],
    model: ['fork_findpid'],
    leftOut: [[252, 264, 'kern.randompid only says where the search begins']],
  },
  {
    name: 'fork_norfproc',
    lines: [303, 363],
    model: ['fork_norfproc', 'fdrenew'],
    leftOut: [
      [303, 308, names],
      [329, 334, 'the fresh tables are made where they are used, below'],
      [344, 350, 'directories are not modelled'],
      [352, 355, 'directories are not modelled'],
    ],
  },
  {
    name: 'do_fork',
    lines: [365, 801],
    model: ['do_fork', 'copy_sigacts', 'zero_start', 'join_peers', 'join_tree', 'follow_fork', 'fork_files'],
    leftOut: [
      [365, 376, names],
      [386, 388, 'jails are not modelled'],
      [391, 393, 'audit and tracing'],
      [397, 397, 'jails are not modelled'],
      [404, 408, 'nothing looks a thread up by its number'],
      [434, 457, 'which locks on files go with which task leader'],
      [467, 486, 'the name, the signal stack and the network of a thread, and what the scheduler knows of it'],
      [501, 504, 'times and profiling'],
      [529, 547, 'the text of the program, protection from the pager, limits'],
      [549, 551, 'statistics'],
      [554, 562, 'the text of the program'],
      [605, 612, 'set-user-id programs, signal stacks and other fields of the thread that nobody else looks at'],
      [625, 631, 'the callout of the timer is as it was made: itimer_init'],
      [660, 662, 'accounting'],
      [664, 672, 'tracing'],
      [674, 698, 'counts of forks'],
      [700, 709, 'event handlers'],
      [712, 713, 'times'],
      [715, 726, 'DTrace'],
      [733, 741, 'event lists have no readers'],
      [744, 746, 'tracing'],
      [749, 755, 'why 756 may look without a lock'],
      [784, 787, 'accounting'],
    ],
  },
  {
    name: 'ast_vfork',
    lines: [803, 846],
    model: ['ast_vfork'],
    leftOut: [[803, 807, names]],
  },
  {
    name: 'fork1',
    lines: [848, 1111],
    model: ['fork1', 'flags_are_bad'],
    leftOut: [
      [848, 872, `${names}; who asks for a stopped child is kernel code, of which the model has none`],
      [888, 907, 'only pdfork asks for a process descriptor, and asks for it as it should'],
      [939, 944, 'the message'],
      [996, 1001, 'the test comes with what follows it'],
      [1006, 1012, 'audit; the size of the stack'],
      [1063, 1065, 'mandatory access control'],
      [1067, 1073, 'tracing'],
      [1085, 1089, 'mandatory access control, resource accounting'],
    ],
  },
  {
    name: 'fork_exit',
    lines: [1117, 1174],
    model: ['fork_exit'],
    leftOut: [
      [1117, 1128, names],
      [1130, 1152, 'tracing, what the scheduler knows of the thread, and the stack of a dead one'],
      [1154, 1174, 'kernel threads, and what comes with every return to user mode: that is userret'],
    ],
  },
  {
    name: 'fork_return',
    lines: [1182, 1228],
    model: ['fork_return'],
    leftOut: [
      [1182, 1187, names],
      [1204, 1228, 'the stop of a new thread for a debugger that follows threads or system calls, jails, tracing'],
    ],
  },
];
