import type { Progress, SearchSettings } from '../core/index.ts';

const betweenLooks = 1024;
const secondsBetweenReports = 0.25;

/** Looks at the clock now and then: for `maxSeconds` and for progress, and for nothing else. */
export class Stopwatch {
  private readonly settings: SearchSettings;
  private readonly start = performance.now();
  private reported = 0;
  private untilLook = 0;

  constructor(settings: SearchSettings) {
    this.settings = settings;
  }

  /** Counts states; true when the time is up. The figures are asked for only if they are reported. */
  isUp(figures: () => Omit<Progress, 'search' | 'seconds'>, states = 1): boolean {
    this.untilLook -= states;
    if (this.untilLook >= 0) return false;
    this.untilLook = betweenLooks;
    const seconds = (performance.now() - this.start) / 1000;
    const { search, progress, maxSeconds } = this.settings;
    if (progress !== undefined && seconds - this.reported >= secondsBetweenReports) {
      this.reported = seconds;
      progress({ ...figures(), search, seconds });
    }
    return seconds >= maxSeconds;
  }
}
