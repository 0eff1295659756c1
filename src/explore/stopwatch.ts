import type { Progress, SearchSettings } from '../core/index.ts';

const betweenLooks = 1024;
const secondsBetweenReports = 0.25;

/** Looks at the clock now and then: for `maxSeconds` and for progress, and for nothing else. */
export class Stopwatch {
  private readonly settings: SearchSettings;
  private readonly start = performance.now();
  private reported = 0;
  private ticks = 0;

  constructor(settings: SearchSettings) {
    this.settings = settings;
  }

  /** Counts one state; true when the time is up. The figures are asked for only if they are reported. */
  isUp(figures: () => Omit<Progress, 'seconds'>): boolean {
    if (this.ticks++ % betweenLooks !== 0) return false;
    const seconds = (performance.now() - this.start) / 1000;
    const { progress, maxSeconds } = this.settings;
    if (progress !== undefined && seconds - this.reported >= secondsBetweenReports) {
      this.reported = seconds;
      progress({ ...figures(), seconds });
    }
    return seconds >= maxSeconds;
  }
}
