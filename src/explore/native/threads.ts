import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { stop } from './control.ts';
import type { NativeStates } from './nativeStates.ts';

/** The threads beside the one that inserts. They take a while to start, and may do so before there is anything to be done. */
export class Threads {
  private readonly workers: readonly Worker[];
  private control: Int32Array | undefined;

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => startThread());
    // A search that is over does not keep the process alive.
    for (const worker of this.workers) worker.unref();
  }

  /** Lets them expand states. */
  begin(states: NativeStates, judged: number): void {
    this.control = states.control;
    this.workers.forEach((worker, index) => worker.postMessage(states.threadData(index + 1, judged)));
  }

  close(): void {
    if (this.control !== undefined) Atomics.store(this.control, stop, 1);
    else for (const worker of this.workers) void worker.terminate();
  }
}

function startThread(): Worker {
  const extension = extname(import.meta.url);
  const file = fileURLToPath(new URL(`./thread${extension}`, import.meta.url));
  if (extension === '.js') return new Worker(file);
  // Node.js 20 runs no TypeScript: tests, which do not run what is built, come here.
  const { outputFiles } = buildSync({ entryPoints: [file], bundle: true, write: false, format: 'cjs', platform: 'node', logLevel: 'silent' });
  return new Worker(outputFiles[0]!.text, { eval: true });
}
