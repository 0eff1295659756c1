import { type CompiledLiveness, type Fault, FaultError, type TellWork, type WholeGraph } from '../core/index.ts';

/** States between two tellings of how far it is. */
const betweenTellings = 1024;

/** What the predicates of one property, for one of the numbers that it is claimed for, say of every state. */
export interface Valuation {
  /** The atoms that are true in the state, as bits. */
  of(state: number): number;
}

/** A predicate that runs into a fault, in the first such state. */
export interface Misstep {
  readonly fault: Fault;
  readonly state: number;
}

/** Where the bits of one property and number are: in which word of a state, and above which bit. */
interface Place {
  readonly instance: number;
  readonly word: number;
  readonly shift: number;
}

/** The predicates of all properties in all states of a graph, asked once, as bits: as many words a state as they need. */
export class Valuations {
  private readonly places = new Map<CompiledLiveness, readonly Place[]>();
  private readonly missteps = new Map<CompiledLiveness, Misstep>();
  private readonly width: number;
  private readonly words: Int32Array;

  /** Throws a `RangeError` if there is no memory for them. */
  constructor(graph: WholeGraph, properties: readonly CompiledLiveness[], tell?: TellWork) {
    this.width = this.layOut(properties);
    const length = this.width * graph.states;
    if (!graph.allows(4 * length)) throw new RangeError('no memory for the valuations');
    this.words = new Int32Array(length);
    for (let state = 0; state < graph.states; state++) {
      if (state % betweenTellings === 0) tell?.('asking the predicates of all states', state / graph.states);
      graph.load(state);
      for (const property of properties) if (!this.missteps.has(property)) this.ask(property, state);
    }
  }

  misstepOf(property: CompiledLiveness): Misstep | undefined {
    return this.missteps.get(property);
  }

  /** One valuation for each number that the property is claimed for. */
  valuationsOf(property: CompiledLiveness): readonly Valuation[] {
    const { words, width } = this;
    const mask = 2 ** property.atoms - 1;
    const places = this.places.get(property) ?? [];
    return places.map(({ word, shift }) => ({ of: (state) => (words[state * width + word]! >>> shift) & mask }));
  }

  /** Gives each property and number its bits, none of them across two words; how many words there are. */
  private layOut(properties: readonly CompiledLiveness[]): number {
    let word = 0;
    let shift = 0;
    for (const property of properties) {
      const places: Place[] = [];
      for (let instance = 1; instance <= property.instances; instance++) {
        if (shift + property.atoms > 32) [word, shift] = [word + 1, 0];
        places.push({ instance, word, shift });
        shift += property.atoms;
      }
      this.places.set(property, places);
    }
    return word + 1;
  }

  private ask(property: CompiledLiveness, state: number): void {
    const { words, width } = this;
    try {
      for (const { instance, word, shift } of this.places.get(property)!) {
        let bits = 0;
        for (let atom = 0; atom < property.atoms; atom++) if (property.holds(atom, instance)) bits |= 1 << atom;
        words[state * width + word]! |= bits << shift;
      }
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.missteps.set(property, { fault: error.fault, state });
    }
  }
}
