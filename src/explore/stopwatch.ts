import type { Progress, SearchSettings } from '../core/index.ts';

/** Looking at the clock for every state would cost as much as a small state does. */
const mostBetweenLooks = 1024;
/** Between two looks there is more than this time, but for small states, and not more than that, but for what takes longer by itself. */
const secondsBetweenLooks = { least: 0.002, most: 0.05 };
const secondsBetweenReports = 0.25;

/** Looks at the clock now and then: for `maxSeconds` and for progress, and for nothing else. */
export class Stopwatch {
  private readonly settings: SearchSettings;
  private readonly start: number;
  private reported = 0;
  private looked: number;
  /** How many states go by between two looks, and how many are left. */
  private betweenLooks = 1;
  private untilLook = 0;

  /** A search that is taken up again has taken some seconds `before`. */
  constructor(settings: SearchSettings, before = 0) {
    this.settings = settings;
    this.start = performance.now() - 1000 * before;
    this.looked = before;
  }

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Counts states; true when the time is up. The figures are asked for only if they are reported. */
  isUp(figures: () => Omit<Progress, 'search' | 'seconds'>, states = 1): boolean {
    this.untilLook -= states;
    if (this.untilLook >= 0) return false;
    this.report(figures);
    const { seconds } = this;
    this.pace(seconds - this.looked);
    this.looked = seconds;
    return seconds >= this.settings.maxSeconds;
  }

  /** Looks more often where states take long: a search of a hundred a second is to end in time, too. */
  private pace(since: number): void {
    const { least, most } = secondsBetweenLooks;
    if (since > most) this.betweenLooks = Math.max(1, this.betweenLooks >> 1);
    else if (since < least) this.betweenLooks = Math.min(mostBetweenLooks, 2 * this.betweenLooks);
    this.untilLook = this.betweenLooks;
  }

  /** Reports the figures, unless others were reported just now. */
  report(figures: () => Omit<Progress, 'search' | 'seconds'>): void {
    const { search, progress } = this.settings;
    if (progress === undefined) return;
    const { seconds } = this;
    if (seconds - this.reported < secondsBetweenReports) return;
    this.reported = seconds;
    progress({ ...figures(), search, seconds });
  }
}
