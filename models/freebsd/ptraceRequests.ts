/** What ptrace is asked for. */

export const PT_REQUESTS = {
  PT_TRACE_ME: 0,
  /** `data`: the signal to go on with, 0 for none. */
  PT_CONTINUE: 1,
  PT_KILL: 2,
  PT_ATTACH: 3,
  /** `data`: the signal to go on with, 0 for none. */
  PT_DETACH: 4,
  /** `data`: whether new children of the process are to be traced, too. */
  PT_FOLLOW_FORK: 5,
  /** `data`: a set of PTRACE events. */
  PT_SET_EVENT_MASK: 6,
} as const;
export const { PT_TRACE_ME, PT_CONTINUE, PT_KILL, PT_ATTACH, PT_DETACH, PT_FOLLOW_FORK, PT_SET_EVENT_MASK } = PT_REQUESTS;

/** A system call has one word for the request, below, and the data, above. */
export const PT_DATA_SHIFT = 4;
export const PT_REQUEST_MASK = 15;
