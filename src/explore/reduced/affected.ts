import type { TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import type { Knowledge } from './knowledge.ts';
import type { Move } from './moves.ts';

/**
 * The properties about which a step may have changed anything; what the others say is what they said before.
 *
 * In the last pass, which learns nothing, that leaves nothing out: by induction along the way to a state, whatever a property would look at there was
 * noted, and a step that changes nothing of it leaves the next look the same. In a pass before that, something may be learned later than it could be.
 */
export class Affected {
  private readonly properties = new Bits();
  private all = true;

  widen(): void {
    this.all = true;
  }

  narrow({ observed }: Knowledge, { visible }: Move): void {
    this.all = false;
    this.properties.clear();
    observed.propertiesOf(visible, this.properties);
  }

  /** For a state in which no property surprises, as was found out before. */
  spare(): void {
    this.all = false;
    this.properties.clear();
  }

  has(property: number): boolean {
    return this.all || this.properties.has(property);
  }
}

/** The predicates, made to tell what they look at, and not to be asked again where nothing has changed for them: they had not surprised. */
export function observing(system: TrackedSystem, knowledge: Knowledge, affected: Affected): TrackedSystem['predicates'] {
  return system.predicates.map((predicate, property) => ({
    ...predicate,
    holds: () => {
      if (!affected.has(property)) return predicate.kind === 'always';
      system.attend(-1);
      let surprises = true;
      try {
        const holds = predicate.holds();
        surprises = holds !== (predicate.kind === 'always');
        return holds;
      } finally {
        knowledge.observe(property, system.log, surprises);
      }
    },
  }));
}
