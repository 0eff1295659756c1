import type { CheckReport } from '../report/index.ts';
import { isBad } from './junit.ts';
import { placeShown } from './place.ts';

/** A check as GitHub's workflow commands: an annotation for each bad verdict, at the model's line where its run ends; a warning for what is unknown. */
export function github({ kernel, scenario, properties }: CheckReport): readonly string[] {
  return properties.flatMap((property) => {
    const { name, claim, verdict, run } = property;
    if (!isBad(property) && verdict !== 'unknown') return [];
    const place = placeShown(property);
    const at = place === undefined ? '' : `file=${parameter(place.file)},line=${place.line},`;
    const title = parameter(`${kernel} ${scenario}: ${name} is ${verdict}`);
    const steps = run === null ? '' : ` (${run.steps.length} steps)`;
    return [`::${isBad(property) ? 'error' : 'warning'} ${at}title=${title}::${data(`${claim}${steps}`)}`];
  });
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function parameter(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
