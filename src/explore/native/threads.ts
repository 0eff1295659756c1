import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { stop } from './control.ts';
import type { NativeStates } from './nativeStates.ts';
import type { ThreadData } from './threadData.ts';

/** The threads beside the one that inserts. */
export class Threads {
  constructor(
    private readonly states: NativeStates,
    judged: number,
  ) {
    states.native.others.forEach((module, index) => {
      const workerData: ThreadData = states.threadData(module, index + 1, judged);
      // A search that is over does not keep the process alive.
      startThread({ workerData }).unref();
    });
  }

  close(): void {
    Atomics.store(this.states.control, stop, 1);
  }
}

function startThread(options: WorkerOptions): Worker {
  const extension = extname(import.meta.url);
  const file = fileURLToPath(new URL(`./thread${extension}`, import.meta.url));
  if (extension === '.js') return new Worker(file, options);
  // Node.js 20 runs no TypeScript: tests, which do not run what is built, come here.
  const { outputFiles } = buildSync({ entryPoints: [file], bundle: true, write: false, format: 'cjs', platform: 'node', logLevel: 'silent' });
  return new Worker(outputFiles[0]!.text, { ...options, eval: true });
}
