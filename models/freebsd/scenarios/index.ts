/** Initial situations for this kernel. */
import type { Scenario } from '../../../src/index.ts';
import { groupsScenarios } from './groups.ts';
import { itimerScenarios } from './itimer.ts';
import { killpgScenarios } from './killpg.ts';
import { limitsScenarios } from './limits.ts';
import { newsScenarios } from './news.ts';
import { numbersScenarios } from './numbers.ts';
import { peersScenarios } from './peers.ts';
import { procdescScenarios } from './procdesc.ts';
import { ptraceScenarios } from './ptrace.ts';
import { ptraceForksScenarios } from './ptraceForks.ts';
import { ptraceThreadsScenarios } from './ptraceThreads.ts';
import { reapKillScenarios } from './reapKill.ts';
import { rforkScenarios } from './rfork.ts';
import { sigactsScenarios } from './sigacts.ts';
import { signalsScenarios } from './signals.ts';
import { singlingScenarios } from './singling.ts';
import { starvationScenarios } from './starvation.ts';
import { stopAllScenarios } from './stopAll.ts';
import { threadsScenarios } from './threads.ts';
import { ttyScenarios } from './tty.ts';
import { vforkScenarios } from './vfork.ts';
import { waitKindsScenarios } from './waitKinds.ts';
import { waitScenarios } from './wait.ts';

export const scenarios: readonly Scenario[] = [
  ...vforkScenarios,
  ...killpgScenarios,
  ...threadsScenarios,
  ...signalsScenarios,
  ...sigactsScenarios,
  ...itimerScenarios,
  ...ttyScenarios,
  ...limitsScenarios,
  ...groupsScenarios,
  ...peersScenarios,
  ...procdescScenarios,
  ...reapKillScenarios,
  ...stopAllScenarios,
  ...waitScenarios,
  ...waitKindsScenarios,
  ...ptraceScenarios,
  ...ptraceForksScenarios,
  ...ptraceThreadsScenarios,
  ...rforkScenarios,
  ...newsScenarios,
  ...numbersScenarios,
  ...singlingScenarios,
  ...starvationScenarios,
];
