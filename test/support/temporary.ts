import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Before all tests: what they and the programs they start put aside goes to folders which are removed after them. Checkpoints are synced to
 * the disk, which takes longer than the searches that they are tested with: where there is one, that disk is memory.
 */
export default function setUp(): () => void {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folders = Object.entries({ TMPDIR: tmpdir(), FORKCHECK_MEMORY: memory }).map(([name, root]) => {
    const folder = mkdtempSync(join(root, 'forkcheck-tests-'));
    process.env[name] = folder;
    return folder;
  });
  return () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
}
