import type { Symmetry } from '../../core/index.ts';
import type { Memory } from '../memory.ts';
import { ends } from '../onward.ts';
import type { RenamedStep, RenamedSteps } from '../symmetric/renamedSteps.ts';

/** Bytes that a step takes, an upper bound. */
const stepBytes = 200;

/** Chains of steps between representatives, of which each is as one step of everybody who takes part. Given up when memory runs short. */
export class RenamedChains implements RenamedSteps {
  private readonly steps: RenamedStep[][] = [];
  private bytes = 0;
  private dropped = false;
  /** For each agent of the state in which the chain began, who it is now; and who of them took a step. */
  private renamed: Uint8Array;
  private readonly movers = new Set<number>();

  constructor(
    private readonly agents: number,
    private readonly symmetry: Symmetry,
    private readonly memory: Memory,
  ) {
    this.renamed = this.nobodyRenamed();
  }

  get kept(): boolean {
    return !this.dropped;
  }

  begin(): void {
    this.renamed = this.nobodyRenamed();
    this.movers.clear();
  }

  /** Notes a step of an agent of the state before it, whose end was made canonical last. */
  goOn(agent: number): void {
    this.movers.add(this.renamed.indexOf(agent));
    this.renamed = this.renamed.map((one) => this.symmetry.renamed[one]!);
  }

  /** Notes where the chain from a state ends. */
  end(from: number, target: number): void {
    for (const agent of this.movers) this.add(from, { agent, target, renamed: this.renamed });
  }

  /** Notes a step that ends in a fault. */
  fail(from: number, agent: number): void {
    this.add(from, { agent, target: -1, renamed: this.renamed });
  }

  of(state: number): readonly RenamedStep[] {
    return this.steps[state] ?? [];
  }

  readonly next = (state: number, wanted: (next: number) => boolean): boolean => this.of(state).some(({ target }) => wanted(target === -1 ? ends : target));

  private add(from: number, step: RenamedStep): void {
    if (this.dropped) return;
    this.bytes += stepBytes;
    if (this.memory.allows(this.bytes)) (this.steps[from] ??= []).push(step);
    else {
      this.dropped = true;
      this.steps.length = 0;
    }
  }

  private nobodyRenamed(): Uint8Array {
    return Uint8Array.from({ length: this.agents }, (_, agent) => agent);
  }
}
