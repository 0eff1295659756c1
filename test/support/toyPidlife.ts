import type { TransitionSystem } from '../../src/core/index.ts';
import { systemOf } from './toySystem.ts';

const bits = 14;
const processesPerWord = 2;
const free = 0;
const live = 1;
const zombie = 2;
const noOne = 15;

/**
 * The process-table model pidlife for n process slots, coded by hand: processes fork, exit and reap for ever, under one
 * lock. Each agent is a slot; alternative 0 is fork and every later step, 1 is exit, 2 + j is reaping slot j.
 *
 * A slot takes 14 bits (state 2, parent 3, pid used 1, location 5, the slot it works on 3), two slots a word; the high
 * bits of word 0 count processes, those of word 1 name the lock's owner.
 */
export function toyPidlife(n: number): TransitionSystem {
  const words = Math.max(2, Math.ceil(n / processesPerWord));
  const packed = new Int32Array(words);
  const before = new Int32Array(words);

  const get = (i: number, shift: number, mask: number): number => (packed[i >> 1]! >>> ((i & 1) * bits + shift)) & mask;
  const put = (i: number, shift: number, mask: number, value: number): void => {
    const at = (i & 1) * bits + shift;
    packed[i >> 1] = (packed[i >> 1]! & ~(mask << at)) | (value << at);
  };
  const state = (i: number): number => get(i, 0, 3);
  const parent = (i: number): number => get(i, 2, 7);
  const used = (i: number): number => get(i, 5, 1);
  const at = (i: number): number => get(i, 6, 31);
  const other = (i: number): number => get(i, 11, 7);
  const setState = (i: number, to: number): void => put(i, 0, 3, to);
  const setParent = (i: number, to: number): void => put(i, 2, 7, to);
  const setUsed = (i: number, to: number): void => put(i, 5, 1, to);
  const go = (i: number, to: number): void => put(i, 6, 31, to);
  const setOther = (i: number, to: number): void => put(i, 11, 7, to);
  const processes = (): number => packed[0]! >>> 28;
  const setProcesses = (to: number): void => void (packed[0] = (packed[0]! & 0xfffffff) | (to << 28));
  const owner = (): number => packed[1]! >>> 28;
  const own = (to: number): void => void (packed[1] = (packed[1]! & 0xfffffff) | (to << 28));

  const isFree = (): boolean => owner() === noOne;
  const lockThen = (i: number, to: number): void => (own(i), go(i, to));
  const unlockThen = (i: number, to: number): void => (own(noOne), go(i, to));

  function firstUnusedPid(): number {
    let pid = 0;
    while (used(pid) !== 0) pid++;
    return pid;
  }

  function give(up: number): void {
    for (let j = 0; j < n; j++) if (parent(j) === up && state(j) !== free) setParent(j, 0);
  }

  function reap(i: number): void {
    const child = other(i);
    const gone = state(child) === zombie && at(child) === 13 && parent(child) === i;
    if (gone) {
      setState(child, free);
      setUsed(child, 0);
      go(child, 0);
      setParent(child, 0);
    }
    setOther(i, 0);
    go(i, gone ? 22 : 23);
  }

  function start(i: number, alternative: number): void {
    if (alternative === 0) {
      setProcesses(processes() + 1);
      go(i, 1);
    } else if (alternative === 1) go(i, 10);
    else {
      setOther(i, alternative - 2);
      go(i, 20);
    }
  }

  function bear(i: number): void {
    const child = other(i);
    setState(child, live);
    setParent(child, i);
    go(child, 0);
    setOther(i, 0);
    go(i, 7);
  }

  function act(i: number, alternative: number): void {
    switch (at(i)) {
      case 0:
        return start(i, alternative);
      case 1:
        if (processes() <= n) return go(i, 2);
        setProcesses(processes() - 1);
        return go(i, 0);
      case 2:
        return lockThen(i, 3);
      case 3: {
        const pid = firstUnusedPid();
        setUsed(pid, 1);
        setOther(i, pid);
        return go(i, 4);
      }
      case 4:
        return unlockThen(i, 5);
      case 5:
        return lockThen(i, 6);
      case 6:
        return bear(i);
      case 7:
        return unlockThen(i, 0);
      case 10:
        return lockThen(i, 11);
      case 11:
        give(i);
        setState(i, zombie);
        return go(i, 12);
      case 12:
        return unlockThen(i, 13);
      case 20:
        return lockThen(i, 21);
      case 21:
        return reap(i);
      case 22:
        setProcesses(processes() - 1);
        return go(i, 23);
      default:
        return unlockThen(i, 0);
    }
  }

  function alternatives(i: number): number {
    if (state(i) === free || (state(i) === zombie && at(i) !== 12)) return 0;
    return at(i) === 0 ? 2 + n : 1;
  }

  function enabled(i: number, alternative: number): boolean {
    switch (at(i)) {
      case 0:
        if (alternative === 0) return true;
        if (alternative === 1) return i !== 0;
        return alternative - 2 !== i && parent(alternative - 2) === i && state(alternative - 2) === zombie;
      case 2:
      case 5:
      case 10:
      case 20:
        return isFree();
      default:
        return true;
    }
  }

  return systemOf({
    packed,
    agents: n,
    reset: () => {
      packed.fill(0);
      setProcesses(1);
      own(noOne);
      setState(0, live);
      setUsed(0, 1);
    },
    alternatives,
    enabled,
    step: (i, alternative) => {
      before.set(packed);
      act(i, alternative);
      return undefined;
    },
    undo: () => packed.set(before),
    ended: (i) => state(i) === free || (state(i) === zombie && at(i) === 13),
    predicates: [
      { name: 'few-processes', claim: 'no more processes are counted than slots can hold and try', kind: 'always', holds: () => processes() < noOne },
      { name: 'all-slots-live', claim: 'every slot can be in use', kind: 'sometimes', holds: () => allLive() },
    ],
  });

  function allLive(): boolean {
    for (let i = 0; i < n; i++) if (state(i) !== live) return false;
    return true;
  }
}
