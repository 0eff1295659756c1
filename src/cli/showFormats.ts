import { chromeTrace, type ExportedRun, itf, mermaid, shiviz } from '../formats/index.ts';

/** In which forms a run is shown. */
export const showFormats = ['lanes', 'itf', 'chrome', 'shiviz', 'mermaid'] as const;
export type ShowFormat = (typeof showFormats)[number];

/** A run in one of the forms that are not for reading here. */
export function runAs(format: Exclude<ShowFormat, 'lanes'>, run: ExportedRun): string {
  return { itf, chrome: chromeTrace, shiviz, mermaid }[format](run);
}
