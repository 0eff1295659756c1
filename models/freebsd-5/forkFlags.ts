/** The flags of rfork(2). Names are the kernel's; the values are packed closer than its own. */

export const RF_FLAGS = {
  RFNOWAIT: 0x1,
  RFFDG: 0x2,
  RFCFDG: 0x4,
  RFPROC: 0x8,
  RFMEM: 0x10,
  RFTHREAD: 0x20,
  RFSIGSHARE: 0x40,
  RFLINUXTHPN: 0x80,
  RFSTOPPED: 0x100,
  RFHIGHPID: 0x200,
  RFPPWAIT: 0x400,
} as const;
export const { RFNOWAIT, RFFDG, RFCFDG, RFPROC, RFMEM, RFTHREAD, RFSIGSHARE, RFLINUXTHPN, RFSTOPPED, RFHIGHPID, RFPPWAIT } = RF_FLAGS;

/** What a user's flags are freed of, without a word. */
export const RFKERNELONLY = RF_FLAGS.RFSTOPPED | RF_FLAGS.RFHIGHPID | RF_FLAGS.RFPPWAIT;
