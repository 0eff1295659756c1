/** File tables, of which only the sharing counts. Labels name routines of kern_descrip.c. */
import { alloc, free, KASSERT, nil, require } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { filedesc_zone } from './state.ts';
import type { Filedesc } from './state.ts';

/** A new table, empty or a copy: nobody else has it. fdinit, fdcopy */
export function fdnew(): Ref<Filedesc> {
  const fd = alloc(filedesc_zone);
  require('zone-exhausted', fd !== nil, 'no free file table slot');
  fd.fd_refcnt = 1;
  return fd;
}

/** fdshare */
export function fdshare(fd: Ref<Filedesc>): Ref<Filedesc> {
  fd.fd_refcnt++;
  return fd;
}

/** fdfree, without the sleeps of closing files */
export function fdfree(fd: Ref<Filedesc>): void {
  KASSERT(fd.fd_refcnt > 0, 'fdfree: more references given back than taken');
  fd.fd_refcnt--;
  if (fd.fd_refcnt === 0) free(filedesc_zone, fd);
}
