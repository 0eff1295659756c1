export type ColorWord = 'always' | 'never' | 'auto';

/** What `--color [WHEN]` was given: `true` is the option without a word. */
export type ColorChoice = ColorWord | true | undefined;

/** Whether to color, given what was asked for and whether stdout is a terminal that shows colors. */
export function wantsColors(choice: ColorChoice, able: boolean): boolean {
  switch (choice) {
    case true:
    case 'always':
      return true;
    case undefined:
    case 'never':
      return false;
    case 'auto':
      return able;
  }
}
