/** A thread of its own that expands states for the one that inserts them; it waits until it is sent `ThreadData`. */
import { parentPort } from 'node:worker_threads';
import { failed, stop } from './control.ts';
import { type ExpandFunctions, Expander } from './expander.ts';
import type { ThreadData } from './threadData.ts';

/** @types/node does not declare it. */
declare const WebAssembly: {
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

parentPort!.once('message', ({ module, memory, base, control: place, slots, together, judged }: ThreadData) => {
  const control = new Int32Array((memory as { readonly buffer: SharedArrayBuffer }).buffer, ...place);
  const thrown = { fault: true };
  const fault = (): never => {
    throw thrown;
  };
  try {
    const { exports } = new WebAssembly.Instance(module, { env: { memory, fault, base } });
    const functions = exports as ExpandFunctions & { judgeFrom(state: number): number };
    functions.judgeFrom(judged);
    const expander = new Expander({ functions, fault: thrown, control, together }, slots);
    while (Atomics.load(control, stop) === 0) if (!expander.work()) expander.rest();
  } catch (error) {
    // The thread that inserts must not wait for this one for ever.
    Atomics.store(control, stop, failed);
    throw error;
  }
});
