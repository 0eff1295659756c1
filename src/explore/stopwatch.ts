import type { Progress, SearchSettings } from '../core/index.ts';

const betweenLooks = 1024;
const secondsBetweenReports = 0.25;

/** Looks at the clock now and then: for `maxSeconds` and for progress, and for nothing else. */
export class Stopwatch {
  private readonly settings: SearchSettings;
  private readonly start: number;
  private reported = 0;
  private untilLook = 0;

  /** A search that is taken up again has taken some seconds `before`. */
  constructor(settings: SearchSettings, before = 0) {
    this.settings = settings;
    this.start = performance.now() - 1000 * before;
  }

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Counts states; true when the time is up. The figures are asked for only if they are reported. */
  isUp(figures: () => Omit<Progress, 'search' | 'seconds'>, states = 1): boolean {
    this.untilLook -= states;
    if (this.untilLook >= 0) return false;
    this.untilLook = betweenLooks;
    this.report(figures);
    return this.seconds >= this.settings.maxSeconds;
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
