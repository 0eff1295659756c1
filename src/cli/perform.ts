import { CommanderError } from 'commander';
import { CompileError, OptionError, UsageError } from '../core/index.ts';
import { programOf } from './program.ts';
import { version } from './version.ts';
import type { Outcome, World } from './world.ts';

/** Does what the arguments ask for; whatever goes wrong becomes a message on stderr and an exit code. */
export function perform(args: readonly string[], world: World): Outcome {
  let outcome: Outcome | undefined;
  const help: string[] = [];
  const program = programOf(world, version(), (done) => (outcome = done));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.showHelpAfterError(`(\`${command === program ? 'forkcheck' : `forkcheck ${command.name()}`} --help\` tells more)`);
    command.configureOutput({
      writeOut: (text) => help.push(text.trimEnd()),
      writeErr: (text) => world.tell(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'forkcheck: ')),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    });
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    return failure(error, help, world);
  }
  return outcome ?? { code: 0, lines: help };
}

function failure(error: unknown, help: readonly string[], world: World): Outcome {
  // Commander has told its own errors already; its exit code 0 is a help text or the version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? { code: 0, lines: help } : { code: 2, lines: [] };
  world.interrupted();
  if (error instanceof UsageError || error instanceof CompileError) {
    world.tell(`forkcheck: ${error instanceof OptionError ? error.tell(flagOf) : error.message}`);
    return { code: 2, lines: [] };
  }
  for (const line of bugReport(error)) world.tell(line);
  return { code: 70, lines: [] };
}

/** What the command line calls an option of a check. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What an unexpected error says: it is ours, and worth a report. */
export function bugReport(error: unknown): readonly string[] {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return [
    `forkcheck bug: ${message.replace(/^forkcheck bug: /, '')}`,
    ...stack.slice(0, 8),
    '  This is a defect of forkcheck, not of your model. Please report it with the command line and this text.',
  ];
}
