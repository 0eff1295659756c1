import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PageData } from '../formats/pageData.ts';
import { Choices } from './choices.tsx';
import { Controls } from './controls.tsx';
import { Finding } from './finding.tsx';
import { FullState } from './fullState.tsx';
import { Key } from './key.tsx';
import { Lanes } from './lanes.tsx';
import { Now } from './now.tsx';
import { Search } from './search.tsx';
import { nextSwitch, previousSwitch } from './switches.ts';
import { type TimeMachine, useTimeMachine } from './timeMachine.ts';
import { WaitGraph } from './waitGraph.tsx';

/** The whole page. */
export function App({ data }: { readonly data: PageData }): JSX.Element {
  const machine = useTimeMachine(data);
  useKeys(machine);
  return (
    <>
      <header>
        <Finding machine={machine} data={data} />
        <Controls machine={machine} />
      </header>
      <main>
        <Lanes machine={machine} />
        <aside aria-label="the current step">
          <Now machine={machine} />
          <Choices machine={machine} />
          <Search machine={machine} />
          <WaitGraph moment={machine.history.moments[machine.step]!} />
          <FullState machine={machine} />
          <Key />
        </aside>
      </main>
    </>
  );
}

/** What each key does; the arrows are left alone where they mean something already. */
function useKeys(machine: TimeMachine): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const inField = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (inField || event.altKey || event.ctrlKey || event.metaKey) return;
      const act = keys(machine)[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}

function keys(machine: TimeMachine): Readonly<Record<string, () => void>> {
  const { goTo, history } = machine;
  const on = (): void => goTo((step) => step + 1);
  const back = (): void => goTo((step) => step - 1);
  return {
    ArrowDown: on,
    ArrowRight: on,
    j: on,
    ArrowUp: back,
    ArrowLeft: back,
    k: back,
    Home: () => goTo(0),
    End: () => goTo(history.steps.length),
    n: () => goTo((step) => nextSwitch({ history, step })),
    p: () => goTo((step) => previousSwitch({ history, step })),
  };
}
