/**
 * The flags of rfork(2). Names are the kernel's; the values are packed closer than its own, so that a flag word takes
 * little room in a state.
 */


export const RF_FLAGS = {
  RFNOWAIT: 0x1,
  RFFDG: 0x2,
  RFCFDG: 0x4,
  RFPROC: 0x8,
  RFMEM: 0x10,
  RFTHREAD: 0x20,
  RFSIGSHARE: 0x40,
  RFLINUXTHPN: 0x80,
  RFTSIGZMB: 0x100,
  RFSTOPPED: 0x200,
  RFHIGHPID: 0x400,
  RFPPWAIT: 0x800,
  RFPROCDESC: 0x1000,
  RFSPAWN: 0x2000,
} as const;
export const {
  RFNOWAIT,
  RFFDG,
  RFCFDG,
  RFPROC,
  RFMEM,
  RFTHREAD,
  RFSIGSHARE,
  RFLINUXTHPN,
  RFTSIGZMB,
  RFSTOPPED,
  RFHIGHPID,
  RFPPWAIT,
  RFPROCDESC,
  RFSPAWN,
} = RF_FLAGS;

/** Above the flags stands the number of the signal that the child sends when it dies. */
export const RFTSIGSHIFT = 14;
export const RFTSIGMASK = 0xff;
export const RFTSIGFLAGS_MASK = RFTSIGMASK << RFTSIGSHIFT;

/** What fork1 knows (RFSPAWN is turned into others before it). */
export const RFFLAGS = RFSPAWN - 1;

/** What a user may not ask for. */
export const RFKERNELONLY = RFSTOPPED | RFHIGHPID | RFPPWAIT | RFPROCDESC;

/** The signal number in a flag word. */
export function RFTSIGNUM(flags: number): number {
  return (flags >> RFTSIGSHIFT) & RFTSIGMASK;
}

/** What the kernel's own callers of fork1 add. */
export const FR2_DROPSIG_CAUGHT = 1;
export const FR2_SHARE_PATHS = 2;
export const FR2_KPROC = 4;
/** fr_pd_flags of a pdfork with PD_DAEMON, whose child outlives its descriptor. */
export const FR2_PD_DAEMON = 8;
