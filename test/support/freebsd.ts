/** The FreeBSD model, asked about its scenarios. */
import { answersOf } from './kernels.ts';

export { violatedIn, wrongIn } from './kernels.ts';

export const { asItIs, judge } = answersOf('freebsd');
