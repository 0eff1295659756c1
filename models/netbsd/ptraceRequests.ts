/** Requests of ptrace(2), numbered densely. What else a request takes, a signal or events, stands above it in the same word. */
export const PT = { PT_TRACE_ME: 0, PT_CONTINUE: 1, PT_KILL: 2, PT_ATTACH: 3, PT_DETACH: 4, PT_SET_EVENT_MASK: 5 } as const;
export const { PT_TRACE_ME, PT_CONTINUE, PT_KILL, PT_ATTACH, PT_DETACH, PT_SET_EVENT_MASK } = PT;
export const PT_REQUEST_MASK = 7;
export const PT_DATA_SHIFT = 3;
