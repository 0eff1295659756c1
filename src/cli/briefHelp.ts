import { type Command, Help } from 'commander';

/** Leaves options that are seldom needed out of a command's help, so that it fits a screen, and adds `--help-all`, which prints them, too. */
export function withBriefHelp(command: Command, seldom: readonly string[]): Command {
  let all = false;
  const isShown = (flag: string | undefined): boolean => all || flag === undefined || !seldom.includes(flag);
  return command
    .configureHelp({
      // Not `hideHelp`: what is hidden is not suggested either, when it is misspelled.
      formatHelp: (of, helper) => {
        const brief: Help = Object.assign(new Help(), helper, {
          visibleOptions: (one: Command) => helper.visibleOptions(one).filter(({ long }) => isShown(long)),
        });
        return Help.prototype.formatHelp.call(brief, of, brief);
      },
    })
    .option('--help-all', 'print all options')
    .on('option:help-all', () => {
      all = true;
      command.help();
    });
}
