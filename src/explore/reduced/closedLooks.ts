import type { Look } from './ways.ts';

/**
 * Looks that may come to tell more once something is brought about, by the owner of what they look at (see `Atoms`): only what has to do
 * with it is asked again.
 */
export class ClosedLooks {
  /** For each owner, the last of its looks that was added; each of them knows the one before it. */
  private readonly ofOwner: (Look | undefined)[];
  /** Owners that have looks, or had. */
  private readonly used: number[] = [];
  /** Owners of which something was brought about since their looks were asked, each once. */
  private readonly touched: number[] = [];
  private readonly isTouched: Uint8Array;

  constructor(owners: number) {
    this.ofOwner = new Array<undefined>(owners).fill(undefined);
    this.isTouched = new Uint8Array(owners);
  }

  clear(): void {
    for (const owner of this.used) this.ofOwner[owner] = undefined;
    this.used.length = 0;
    for (const owner of this.touched) this.isTouched[owner] = 0;
    this.touched.length = 0;
  }

  add(look: Look): void {
    const { owner } = look;
    look.closedBefore = this.ofOwner[owner];
    if (look.closedBefore === undefined) this.used.push(owner);
    this.ofOwner[owner] = look;
  }

  /** Notes that something of an owner was brought about. */
  touch(owner: number): void {
    if (this.isTouched[owner] !== 0 || this.ofOwner[owner] === undefined) return;
    this.isTouched[owner] = 1;
    this.touched.push(owner);
  }

  /** Takes out the looks of an owner that was touched, the last that was added first, each knowing the next; `undefined` if there is none. */
  take(): Look | undefined {
    const owner = this.touched.pop();
    if (owner === undefined) return undefined;
    this.isTouched[owner] = 0;
    const last = this.ofOwner[owner];
    this.ofOwner[owner] = undefined;
    return last;
  }
}
