import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type SearchSettings, type Team, UsageError } from '../core/index.ts';
import { lookAgain, Signals } from './signals.ts';
import type { WalkPart } from './walkPart.ts';
import type { WalkPlan } from './walkPlan.ts';
import type { Assignment, Message } from './workerWalk.ts';

/** A worker that takes no step for so long, or does not even begin, has died without a word. */
const patience = 120_000 / lookAgain;

/** One thread of them, seen from outside. */
interface Member {
  readonly port: MessagePort;
  isDone: boolean;
  beats: number;
  /** How often somebody has looked since it last gave a sign of life. */
  looks: number;
}

/**
 * Threads that take walks. A search answers before it returns, so the thread that has started them never lets go of control: it waits on
 * shared memory and takes messages from their ports itself, where an event would never come.
 */
export class Workers {
  private readonly signals: Signals;
  private readonly digest: string;
  private readonly members: readonly Member[];
  /** Parts that came before their turn. */
  private readonly early = new Map<number, WalkPart>();

  /** Starts them on a model with this digest. */
  constructor(team: Team, plan: WalkPlan, digest: string) {
    this.signals = new Signals(team.workers);
    this.digest = digest;
    this.members = Array.from({ length: team.workers }, (_, worker) => this.start(worker, team, plan));
  }

  /** Waits until one of them has compiled the model. */
  awaitOne(): void {
    while (this.members.every(({ beats }) => beats === 0)) this.rest();
  }

  /** Part `index`, once all before it have been asked for; `undefined` if they stopped before. `watch` is called now and then. */
  part(index: number, watch: () => void): WalkPart | undefined {
    this.signals.noteJoined(index);
    for (;;) {
      const { rings } = this.signals;
      this.receive();
      const part = this.early.get(index);
      this.early.delete(index);
      watch();
      if (part !== undefined || this.members.every(({ isDone }) => isDone)) return part;
      this.rest(rings);
    }
  }

  /** Lets them finish the step that they are at, and no more. */
  stop(): void {
    this.signals.stopAll();
  }

  private start(worker: number, { entry, model, request }: Team, { settings, steps }: WalkPlan): Member {
    const { port1, port2 } = new MessageChannel();
    const assignment: Assignment = { worker, port: port2, signals: this.signals.memory, model, request, settings: plain(settings), steps };
    // A search that is over does not keep the process alive.
    new Worker(entry, { workerData: assignment, transferList: [port2] }).unref();
    return { port: port1, isDone: false, beats: 0, looks: 0 };
  }

  /** Waits a moment, unless the bell has rung meanwhile. */
  private rest(rings = this.signals.rings): void {
    this.signals.listen(rings);
    this.receive();
    this.feelPulses();
  }

  private receive(): void {
    for (const member of this.members) {
      for (let got = receiveMessageOnPort(member.port); got !== undefined; got = receiveMessageOnPort(member.port)) {
        this.take(member, got.message as Message);
      }
    }
  }

  private take(member: Member, message: Message): void {
    switch (message.kind) {
      case 'part':
        this.assertSameModel(message.digest);
        this.early.set(message.index, message.part);
        return;
      case 'done':
        member.isDone = true;
        member.port.close();
        this.assertSameModel(message.digest);
        return;
      case 'failed':
        throw new Error(`forkcheck bug: in a worker, ${message.reason}`);
    }
  }

  private assertSameModel(digest: string): void {
    if (digest !== this.digest) throw new UsageError('the model was changed while the search began; start it again');
  }

  private feelPulses(): void {
    for (const [worker, member] of this.members.entries()) {
      const beats = this.signals.beats(worker);
      member.looks = beats === member.beats ? member.looks + 1 : 0;
      member.beats = beats;
      if (!member.isDone && member.looks > patience) throw new Error(`forkcheck bug: worker ${worker} has died without a word`);
    }
  }
}

/** What can be sent to another thread. */
function plain({ progress, team, ...settings }: SearchSettings): Assignment['settings'] {
  return settings;
}
