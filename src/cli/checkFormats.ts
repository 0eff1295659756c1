import type { CheckResult } from '../check.ts';
import { github, junit, sarif } from '../formats/index.ts';
import { jsonReport, type Paint, textReport } from '../report/index.ts';
import { version } from './version.ts';

/** In which forms a check tells what it found. */
export const checkFormats = ['text', 'json', 'junit', 'sarif', 'github'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** What a check found, in one of the forms. */
export function reportAs(format: CheckFormat, result: CheckResult, paint: Paint): readonly string[] {
  switch (format) {
    case 'text':
      return textReport(result, paint);
    case 'json':
      return [jsonReport(result)];
    case 'junit':
      return [junit(result)];
    case 'sarif':
      return [sarif(result, version())];
    case 'github':
      return github(result);
  }
}
