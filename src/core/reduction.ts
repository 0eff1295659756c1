/**
 * Ways for an exhaustive search to leave states or steps out without any other verdict: of steps that do not depend on each other
 * it takes one order (`partial-order`), it does not take a step again of which it has taken that order (`sleep-sets`), of states that
 * differ in who is who only, it looks at one (`symmetry`), states at which it takes one step only, it does not keep (`chains`), and what
 * nobody ever reads, it does not store (`unread`).
 */
export const reductionNames = ['partial-order', 'sleep-sets', 'symmetry', 'chains', 'unread'] as const;

export type ReductionName = (typeof reductionNames)[number];
