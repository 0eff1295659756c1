/** A few threads that do nothing but use the machine; each scenario starts some of its routines. */
import {
  type Cv, type Guarded, type MachineThread, type Mtx, type Ref, type Routine, type Sx, type U4, addressOf, alloc, always, assert_no_locks, clock,
  cv_signal, cv_timedwait, cv_wait, dispatch, globals, halted, KASSERT, kernel, msleep, mtx_lock, mtx_trylock, mtx_unlock, nil, on_cpu,
  scenario, sleepq_add, sleepq_wait, sometimes, start, sx_slock, sx_sunlock, sx_try_slock, sx_xlock, sx_xunlock, wakeup, zone,
} from 'forkcheck';

interface Thread extends MachineThread {
  /** Unused: a thread is a place in its program. */
  nothing: U4;
}

interface Toy {
  outer: Mtx;
  inner: Mtx;
  sx: Sx;
  cv: Cv;
  inside: U4;
  readers: U4;
  writers: U4;
  ready: Guarded<boolean, 'outer'>;
  flag: boolean;
  counter: U4;
  late: boolean;
  overtaken: boolean;
}

const k = globals<Toy>('k');
const thread_zone = zone<Thread>('thread', { slots: 'threads', threads: true });

// ---- what the threads do

function* lock_and_look(): Routine {
  yield* mtx_lock(k.outer);
  k.inside++;
  yield 'inside';
  KASSERT(k.inside === 1, 'two threads own the mutex');
  k.inside--;
  mtx_unlock(k.outer);
}

function* try_and_look(): Routine {
  if (yield* mtx_trylock(k.outer)) {
    k.inside++;
    yield 'inside';
    KASSERT(k.inside === 1, 'two threads own the mutex');
    k.inside--;
    mtx_unlock(k.outer);
  } else {
    k.late = true;
  }
}

function* read(): Routine {
  yield* sx_slock(k.sx);
  k.readers++;
  yield 'reading';
  k.readers--;
  sx_sunlock(k.sx);
}

function* write(): Routine {
  yield* sx_xlock(k.sx);
  k.writers++;
  yield 'writing';
  k.writers--;
  sx_xunlock(k.sx);
}

/** Reads until somebody waits to write, and longer: the flag says that a writer has queued up behind it. */
function* read_long(): Routine {
  yield* sx_slock(k.sx);
  yield 'reading';
  k.flag = k.sx.sx_xwaiters !== 0;
  yield 'still reading';
  k.flag = false;
  sx_sunlock(k.sx);
}

function* read_after(): Routine {
  yield* sx_slock(k.sx);
  k.overtaken = k.flag;
  sx_sunlock(k.sx);
}

function* try_after(): Routine {
  if (yield* sx_try_slock(k.sx)) {
    k.overtaken = k.flag;
    sx_sunlock(k.sx);
  }
}

function* produce(): Routine {
  yield* mtx_lock(k.outer);
  k.ready = true;
  wakeup(addressOf(k.ready));
  mtx_unlock(k.outer);
}

function* consume(): Routine {
  yield* mtx_lock(k.outer);
  while (!k.ready) yield* msleep(addressOf(k.ready), k.outer);
  mtx_unlock(k.outer);
}

/** The wakeup can come between the look and the sleep, for there is no interlock. */
function* consume_badly(): Routine {
  yield* mtx_lock(k.outer);
  const ready = k.ready;
  mtx_unlock(k.outer);
  yield 'looked';
  if (!ready) {
    sleepq_add(addressOf(k.ready), false);
    yield* sleepq_wait();
  }
}

function* wait_for_signal(): Routine {
  yield* mtx_lock(k.outer);
  k.inside++;
  yield* cv_wait(k.cv, k.outer);
  k.inside--;
  mtx_unlock(k.outer);
}

function* signal_once(): Routine {
  yield* mtx_lock(k.outer);
  yield* cv_signal(k.cv);
  mtx_unlock(k.outer);
}

function* wait_a_while(): Routine {
  yield* mtx_lock(k.outer);
  if (yield* cv_timedwait(k.cv, k.outer)) k.late = true;
  mtx_unlock(k.outer);
}

function* outer_inner(): Routine {
  yield* mtx_lock(k.outer);
  yield* mtx_lock(k.inner);
  mtx_unlock(k.inner);
  mtx_unlock(k.outer);
}

function* inner_outer(): Routine {
  yield* mtx_lock(k.inner);
  yield* mtx_lock(k.outer);
  mtx_unlock(k.outer);
  mtx_unlock(k.inner);
}

function* lock_twice(): Routine {
  yield* mtx_lock(k.outer);
  yield* mtx_lock(k.outer);
}

function* unlock_unowned(): Routine {
  yield 'unlock';
  mtx_unlock(k.outer);
}

function* sleep_with_mutex(): Routine {
  yield* mtx_lock(k.inner);
  yield* mtx_lock(k.outer);
  yield* msleep(addressOf(k.ready), k.outer);
}

function* read_unguarded(): Routine {
  yield 'look';
  if (k.ready) k.late = true;
}

function* return_with_lock(): Routine {
  yield* sx_slock(k.sx);
  assert_no_locks();
}

/** Not atomic: a preemption between the two steps loses the other's increment. */
function* increment(): Routine {
  yield 'load';
  const value = k.counter;
  yield 'store';
  k.counter = value + 1;
}

// ---- scenarios

function thread(): Ref<Thread> {
  return alloc(thread_zone);
}

function all_ended(): boolean {
  for (let i = 1; i <= thread_zone.slots; i++) {
    if (!halted(thread_zone.at(i))) return false;
  }
  return true;
}

const apart = always('apart', 'readers and writers exclude each other', () => k.writers === 0 || (k.writers === 1 && k.readers === 0));
const together = sometimes('together', 'two readers hold the lock', () => k.readers === 2);
const neverOvertaken = always('never-overtaken', 'nobody reads while a writer waits behind a reader', () => !k.overtaken);
const overtaken = sometimes('overtaken', 'somebody reads while a writer waits behind a reader', () => k.overtaken);
const late = sometimes('late', 'somebody comes too late', () => k.late);
const neverLate = always('never-late', 'nobody comes too late', () => !k.late);
const neverLost = always('never-lost', 'two increments make two', () => !all_ended() || k.counter === 2);

const scenarios = [
  scenario({
    name: 'mutex',
    title: 'three threads take a mutex',
    params: { threads: 3 },
    setup: () => {
      start(thread(), lock_and_look);
      start(thread(), lock_and_look);
      start(thread(), try_and_look);
    },
    properties: [late],
  }),
  scenario({
    name: 'sx',
    title: 'two threads read and two write',
    params: { threads: 4 },
    setup: () => {
      start(thread(), read);
      start(thread(), read);
      start(thread(), write);
      start(thread(), write);
    },
    properties: [apart, together],
  }),
  scenario({
    name: 'sx-defers',
    title: 'a reader comes while a writer waits behind another reader',
    params: { threads: 3 },
    setup: () => {
      start(thread(), read_long);
      start(thread(), write);
      start(thread(), read_after);
    },
    properties: [neverOvertaken],
  }),
  scenario({
    name: 'sx-try-overtakes',
    title: 'a reader tries while a writer waits behind another reader',
    params: { threads: 3 },
    setup: () => {
      start(thread(), read_long);
      start(thread(), write);
      start(thread(), try_after);
    },
    properties: [overtaken],
  }),
  scenario({
    name: 'wakeup',
    title: 'two consumers sleep with the producer\'s mutex as interlock',
    params: { threads: 3 },
    setup: () => {
      start(thread(), produce);
      start(thread(), consume);
      start(thread(), consume);
    },
  }),
  scenario({
    name: 'lost-wakeup',
    title: 'a consumer sleeps without interlock',
    params: { threads: 2 },
    setup: () => {
      start(thread(), produce);
      start(thread(), consume_badly);
    },
  }),
  scenario({
    name: 'one-signal',
    title: 'two wait on a condition variable that is signalled once',
    params: { threads: 3 },
    setup: () => {
      start(thread(), wait_for_signal);
      start(thread(), wait_for_signal);
      start(thread(), signal_once);
    },
  }),
  scenario({
    name: 'timeout',
    title: 'nobody signals, but time runs out',
    params: { threads: 1 },
    setup: () => start(thread(), wait_a_while),
    properties: [late],
  }),
  scenario({
    name: 'no-timeout',
    title: 'nobody signals, and time stands still',
    params: { threads: 1, timeouts: 0 },
    setup: () => start(thread(), wait_a_while),
    properties: [neverLate],
  }),
  scenario({
    name: 'order',
    title: 'one thread takes two mutexes in order',
    params: { threads: 1 },
    setup: () => start(thread(), outer_inner),
  }),
  scenario({
    name: 'order-reversed',
    title: 'one thread takes two mutexes against the order',
    params: { threads: 1 },
    setup: () => start(thread(), inner_outer),
  }),
  scenario({
    name: 'recursion',
    title: 'a thread locks a mutex twice',
    params: { threads: 1 },
    setup: () => start(thread(), lock_twice),
  }),
  scenario({
    name: 'unlock-unowned',
    title: 'a thread unlocks what it does not own',
    params: { threads: 1 },
    setup: () => start(thread(), unlock_unowned),
  }),
  scenario({
    name: 'sleep-with-mutex',
    title: 'a thread sleeps and owns a second mutex',
    params: { threads: 1, lock_order: 0 },
    setup: () => start(thread(), sleep_with_mutex),
  }),
  scenario({
    name: 'unguarded',
    title: 'a thread reads a guarded field without its lock',
    params: { threads: 1 },
    setup: () => start(thread(), read_unguarded),
  }),
  scenario({
    name: 'lock-to-user',
    title: 'a thread returns to user mode with a lock',
    params: { threads: 1 },
    setup: () => start(thread(), return_with_lock),
  }),
  scenario({
    name: 'two-cpus',
    title: 'two threads increment a counter, each on a CPU of its own',
    params: { threads: 2 },
    setup: () => {
      start(thread(), increment);
      start(thread(), increment);
    },
    properties: [neverLost],
  }),
  scenario({
    name: 'one-cpu',
    title: 'two threads increment a counter on one CPU, with no clock',
    cpus: 1,
    params: { threads: 2 },
    setup: () => {
      start(thread(), increment);
      start(thread(), increment);
    },
    properties: [neverLost],
  }),
  scenario({
    name: 'one-cpu-clock',
    title: 'two threads increment a counter on one CPU, and the clock ticks once',
    cpus: 1,
    params: { threads: 2, clock_ticks: 1 },
    interrupts: { clock: 1 },
    setup: () => {
      start(thread(), increment);
      start(thread(), increment);
    },
    properties: [neverLost],
  }),
];

export default kernel({
  name: 'toy',
  title: 'threads that use the machine',
  process: () => nil,
  thread: () => {},
  gate: on_cpu,
  interrupts: { dispatch, clock },
  lockOrder: ['k.sx', 'k.outer', 'k.inner'],
  scenarios,
  properties: [],
  mutations: [],
});
