import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Lasso } from './lasso.tsx';
import { nextSwitch, previousSwitch } from './switches.ts';
import type { TimeMachine } from './timeMachine.ts';

/** Where we are in the run, and the ways to another step. */
export function Controls({ machine }: { readonly machine: TimeMachine }): JSX.Element {
  const { step, goTo, history } = machine;
  const last = history.steps.length;
  return (
    <div class="controls" role="group" aria-label="steps">
      <Go label="|‹" name="to the beginning (Home)" to={0} machine={machine} />
      <Go label="«" name="to the last switch to another thread (p)" to={previousSwitch(machine)} machine={machine} />
      <Go label="‹" name="one step back (↑ or k)" to={step - 1} machine={machine} />
      <input
        type="range"
        min={0}
        max={last}
        value={step}
        aria-label="step"
        aria-valuetext={`step ${step} of ${last}`}
        onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
      />
      <Go label="›" name="one step on (↓ or j)" to={step + 1} machine={machine} />
      <Go label="»" name="to the next switch to another thread (n)" to={nextSwitch(machine)} machine={machine} />
      <Go label="›|" name="to the end (End)" to={last} machine={machine} />
      <output>
        step {step} of {last}
      </output>
      <Lasso steps={last} cycle={machine.cycle} step={step} />
      <CopyLink />
    </div>
  );
}

interface GoProps {
  readonly label: string;
  readonly name: string;
  readonly to: number;
  readonly machine: TimeMachine;
}

function Go({ label, name, to, machine: { step, history, goTo } }: GoProps): JSX.Element {
  const isUseless = to < 0 || to > history.steps.length || to === step;
  return (
    <button type="button" title={name} aria-label={name} disabled={isUseless} onClick={() => goTo(to)}>
      {label}
    </button>
  );
}

function CopyLink(): JSX.Element {
  const [said, say] = useState('');
  const copy = (): void => {
    const done = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('there is no clipboard'));
    done.then(() => say('copied'), () => say('copy the address of this page: the browser does not let us'));
  };
  return (
    <>
      <button type="button" class="copy" onClick={copy} title="the address of this page says which steps were taken">
        copy link
      </button>
      <span role="status">{said}</span>
    </>
  );
}
