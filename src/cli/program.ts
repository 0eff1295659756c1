import { Command, InvalidArgumentError, Option } from 'commander';
import { didYouMean, type ReductionName, reductionNames, visitedKinds } from '../core/index.ts';
import { withBriefHelp } from './briefHelp.ts';
import { checkCommand } from './checkCommand.ts';
import type { CheckFlags } from './checkFlags.ts';
import { checkFormats } from './checkFormats.ts';
import { compareCommand, type CompareFlags } from './compareCommand.ts';
import { compileCommand, type CompileFlags } from './compileCommand.ts';
import { explainCommand, type ExplainFlags } from './explainCommand.ts';
import { exploreCommand, type ExploreFlags } from './exploreCommand.ts';
import { graphCommand, type GraphFlags } from './graphCommand.ts';
import { initCommand } from './initCommand.ts';
import { listCommand, type ListFlags } from './listCommand.ts';
import { requireName } from './names.ts';
import { natural, positive, seconds } from './numbers.ts';
import { type ResumeFlags, resumeCommand } from './resumeCommand.ts';
import { replayCommand, type ReplayFlags, showCommand, type ShowFlags } from './replayCommand.ts';
import { showFormats } from './showFormats.ts';
import type { Outcome, World } from './world.ts';

/** The command line: what it accepts, its help, and which function does it. `done` takes the outcome. */
export function programOf(world: World, version: string, done: (outcome: Outcome) => void): Command {
  const program = new Command('forkcheck')
    .description('Checks process life cycle code of operating-system kernels: every interleaving, or a seeded sample.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', mainExamples);
  const add = (name: string, description: string, examples: string): Command =>
    program
      .command(name)
      .summary(summaries[name] ?? description)
      .description(description)
      .helpOption('-h, --help', 'print this help')
      .addHelpText('after', examples);

  withBriefHelp(withCheckOptions(add('check', 'Search a scenario, judge its properties, make what breaks them small', checkExamples)), seldom)
    .argument('<KERNEL>', 'a name, or a path to a .ts or .js module')
    .argument('[SCENARIO]', 'a name, FILE, or FILE:NAME; needless if there is one')
    .action((kernel: string, scenario: string | undefined, flags: CheckFlags) =>
      done(checkCommand(kernel, scenario, flags, world)),
    );

  withOutput(withBounds(add('compare', 'Search the scenario of a name on every kernel that has it', compareExamples)))
    .argument('<SCENARIO>', 'a name')
    .argument('[KERNEL...]', 'names or paths; all kernels that come with forkcheck by default')
    .action((scenario: string, kernels: readonly string[], flags: CompareFlags) =>
      done(compareCommand(scenario, kernels, flags, world)),
    );

  add('resume', 'Go on with a check that was killed, from its last checkpoint', resumeExamples)
    .argument('<DIR>', 'the directory of `check --checkpoint`')
    .option('--quiet', 'no progress and no times on stderr')
    .action((directory: string, flags: ResumeFlags) => done(resumeCommand(directory, flags, world)));

  withOutput(add('replay', 'Execute saved counterexamples on the models as they are now', replayExamples))
    .argument('<FILE...>', 'counterexamples that `check --save` wrote')
    .action((files: readonly string[], flags: ReplayFlags) => done(replayCommand(files, flags, world)));

  add('show', 'Show a saved counterexample as lanes, one a thread', showExamples)
    .argument('<FILE>', 'a counterexample that `check --save` wrote')
    .option('--format <NAME>', 'lanes (default), itf, chrome, shiviz or mermaid', oneOf(showFormats))
    .option('--html <FILE>', 'write a page that executes the model, for a browser')
    .addOption(color())
    .action((file: string, flags: ShowFlags) => done(showCommand(file, flags, world)));

  const explain = add('explain', 'Tell what decides that a saved run fails, and what it takes', explainExamples)
    .argument('<FILE>', 'a counterexample that `check --save` wrote')
    .optionsGroup('When to give up:')
    .option('--max-states <N>', 'a search after N states (default: 200000)', positive);
  withOutput(explain)
    .action((file: string, flags: ExplainFlags) => done(explainCommand(file, flags, world)));

  add('list', 'List what can be named', listExamples)
    .argument('[WHAT]', 'kernels (default), scenarios, properties or mutations')
    .argument('[KERNEL]', 'a name or a path; all kernels that come with forkcheck by default')
    .option('--json', 'print an array for programs')
    .action((what: string | undefined, kernel: string | undefined, flags: ListFlags) =>
      done(listCommand(what, kernel, flags, world)),
    );

  withModel(add('explore', 'Write a page that executes a scenario step by step, and open it in the browser', exploreExamples))
    .argument('<KERNEL>', 'a name, or a path to a .ts or .js module')
    .argument('[SCENARIO]', 'a name, FILE, or FILE:NAME; needless if there is one')
    .optionsGroup('Where it goes:')
    .option('--html <FILE>', 'where to write it (default: KERNEL-SCENARIO.html)')
    .option('--no-open', 'write the file, and leave the browser alone')
    .action((kernel: string, scenario: string | undefined, flags: ExploreFlags) =>
      done(exploreCommand(kernel, scenario, flags, world)),
    );

  withModel(add('compile', 'Write the code that is generated for a scenario, to be read', compileExamples))
    .argument('<KERNEL>', 'a name, or a path to a .ts or .js module')
    .argument('[SCENARIO]', 'a name, FILE, or FILE:NAME; needless if there is one')
    .optionsGroup('What to tell:')
    .option('--emit <FILE>', 'where to write it; stdout by default')
    .action((kernel: string, scenario: string | undefined, flags: CompileFlags) =>
      done(compileCommand(kernel, scenario, flags, world)),
    );

  withModel(add('graph', 'Write all states and steps of a small scenario as a graph for Graphviz', graphExamples))
    .argument('<KERNEL>', 'a name, or a path to a .ts or .js module')
    .argument('[SCENARIO]', 'a name, FILE, or FILE:NAME; needless if there is one')
    .optionsGroup('What to draw:')
    .option('--project <PATHS>', 'states that agree in these fields as one node', paths)
    .option('--max-states <N>', 'refuse more than N states (default: 2000)', positive)
    .action((kernel: string, scenario: string | undefined, flags: GraphFlags) =>
      done(graphCommand(kernel, scenario, flags, world)),
    );
  add('init', 'Make a project with a kernel of your own, to be run and edited', initExamples)
    .argument('<DIR>', 'a directory that is empty, or not there yet')
    .action((directory: string) => done(initCommand(directory)));

  program
    .command('help')
    .description('print the help of a command')
    .helpOption(false)
    .argument('[COMMAND]')
    .action((name: string | undefined) => commandCalled(program, name).help());
  return program;
}

function commandCalled(program: Command, name: string | undefined): Command {
  if (name === undefined) return program;
  requireName('command', program.commands.map((one) => one.name()), name, '`forkcheck --help` tells what each is about.');
  return program.commands.find((one) => one.name() === name) ?? program;
}

function withModel(command: Command): Command {
  return command
    .optionsGroup('What to check:')
    .option('--property <NAME|PATH>', 'only this property or check, or those of a module', append)
    .option('--mutation <NAME>', 'with a bug planted: see `forkcheck list mutations`')
    .option('--cpus <N>', 'on so many CPUs, whatever the scenario says', positive);
}

function withBounds(command: Command): Command {
  return command
    .optionsGroup('When to give up (exit code 3):')
    .option('--max-states <N>', 'after N states', positive)
    .option('--max-seconds <N>', 'after N seconds', seconds);
}

function withCheckOptions(command: Command): Command {
  withModel(command)
    .optionsGroup('How to search:')
    .option('--search <KIND>', 'bfs (default: shortest runs first), dfs or random', oneOf(['bfs', 'dfs', 'random']))
    .option('--seed <S>', 'seed of random walks (default: 1)')
    .option('--runs <N>', 'so many random walks (default: 1000)', positive)
    .option('--run <I>', 'only random walk I, counted from 0', natural)
    .option('--strategy <NAME>', 'of random walks: swarm (default), pct or uniform', oneOf(['swarm', 'pct', 'uniform']))
    .option('--pct-depth <D>', 'orderings that a bug needs (default: 3)', positive)
    .option('--pct-steps <K>', 'steps of a run (default: as in a few walks)', positive)
    .option('--visited <KIND>', 'seen: exact (default), tree, compact or bitstate', oneOf(visitedKinds))
    .option('--bitstate-megabytes <N>', 'size of the bitstate table (default: 64)', positive)
    .option('--reduction <LIST>', 'leave states out: none (default), all, or names', reductions)
    .option('--workers <N>', 'search on N threads (bfs and random)', positive)
    .option('--checkpoint <DIR>', 'save how far bfs is, for `forkcheck resume`')
    .option('--checkpoint-seconds <N>', 'every N seconds (default: 60)', seconds)
    .option('--no-minimize', 'leave counterexamples as they were found');
  withBounds(command)
    .option('--max-depth <N>', 'below N states, or chains, of a path (random: 10000)', positive)
    .option('--max-memory <MB>', 'above so many megabytes (default: 60 % of memory)', positive)
    .option('--spill <DIR>', 'not for want of memory: write states of bfs to DIR')
    .optionsGroup('What to tell:')
    .option('--save <DIR>', 'save a file for each violated property')
    .option('--emit-test <FILE>', 'write a vitest test that says what is to be so')
    .option('--html <FILE>', 'write a page with the runs found, for a browser')
    .option('--explain', 'what decides that runs fail, and what they take')
    .option('--coverage', 'list locations of the model never reached')
    .option('--format <NAME>', 'text (default), json, junit, sarif or github', oneOf(checkFormats));
  return withOutput(command);
}

/** Options of `check` that `--help-all` tells of. */
const seldom = [
  ...['--run', '--strategy', '--pct-depth', '--pct-steps', '--visited', '--bitstate-megabytes', '--checkpoint-seconds'],
  ...['--max-depth', '--max-memory', '--spill', '--emit-test', '--coverage', '--color'],
];

function withOutput(command: Command): Command {
  return command
    .optionsGroup('What to tell:')
    .option('--json', 'print one object for programs')
    .option('--quiet', 'no progress and no times on stderr')
    .addOption(color());
}

function color(): Option {
  const option = new Option('--color [WHEN]', 'color the text: always, never (default) or auto');
  return option.argParser(oneOf(['always', 'never', 'auto']));
}

/** Takes an option's value if it is one of the choices. Commander's own `choices` would list them in the help twice. */
function oneOf(choices: readonly string[]): (value: string) => string {
  return (value) => {
    if (choices.includes(value)) return value;
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}${didYouMean(value, choices) || '.'}`);
  };
}

/** The reductions of a list with commas: their names, `all`, or `none`. */
function reductions(value: string): readonly ReductionName[] {
  if (value === 'none') return [];
  if (value === 'all') return reductionNames;
  const one = oneOf(reductionNames);
  return value.split(',').map((name) => one(name) as ReductionName);
}

/** Paths of fields with commas between them. */
function paths(value: string): readonly string[] {
  return value.split(',').map((path) => path.trim());
}

function append(value: string, all: readonly string[] = []): readonly string[] {
  if (value === '') throw new InvalidArgumentError('It must be a name or a path.');
  return [...all, value];
}

/** One short line for each command, in the main help. */
const summaries: Readonly<Record<string, string>> = {
  check: 'search a scenario and judge it',
  compare: 'search a scenario on every kernel',
  resume: 'go on with a check that was killed',
  replay: 'execute saved counterexamples again',
  explain: 'tell what decides that a run fails',
  show: 'show a saved counterexample as lanes',
  explore: 'go through a scenario in the browser',
  list: 'list what can be named',
  compile: 'write the generated code, to be read',
  init: 'make a project of your own',
  graph: 'write its states for Graphviz',
};

const mainExamples = `
Exit codes: 0 every verdict is good, 1 a property is violated or unwitnessed,
  2 wrong usage, 3 a bound was met first, 70 a defect of forkcheck.

Examples:
  forkcheck check freebsd killpg-fork
  forkcheck check freebsd killpg-fork --mutation FB-1 --save found
  forkcheck replay found/*.json`;

const checkExamples = `
Examples:
  forkcheck check freebsd killpg-fork --mutation FB-1 --save found
  forkcheck check my/kernel.ts my/scenarios.ts:two-forks --property my/claims.ts`;

const compareExamples = `
Prints a table with a column for each kernel: states, verdicts, and how many
steps the shortest run takes that shows one; \`-\` where there is no such claim.
The exit code is that of \`check\`, for all of them.

Examples:
  forkcheck compare vfork-exec
  forkcheck compare killpg-fork freebsd freebsd-5 --json`;

const resumeExamples = `
Prints what the check would have printed, with its exit code. What was asked of
the check is saved with it; the model must be as it was.

Examples:
  forkcheck check bench/pidlife.ts pidlife-6 --checkpoint saved
  forkcheck resume saved`;

const replayExamples = `
Exit codes: 0 every file is reproduced, 1 one is not, 2 one cannot be read.

Examples:
  forkcheck replay found/freebsd-killpg-fork-FB-1-no-child-escapes.json
  forkcheck replay counterexamples/*.json`;

const showExamples = `
Examples:
  forkcheck show found/freebsd-killpg-fork-FB-1-no-child-escapes.json
  forkcheck show finding.json --color | less -R
  forkcheck show finding.json --format chrome > trace.json`;

const explainExamples = `
Tells the nearest schedule that passes, the two steps whose order decides, how
many orders of the steps around them fail, and how many CPUs, preemptions and
interrupts a run takes at least that fails. docs/explain.md defines the words.

Examples:
  forkcheck explain found/freebsd-killpg-fork-FB-1-no-child-escapes.json
  forkcheck explain finding.json --max-states 2000000 --json`;

const listExamples = `
Examples:
  forkcheck list
  forkcheck list scenarios freebsd
  forkcheck list properties bench/pidlife.ts`;

const exploreExamples = `
The page is one file, needs no network, and begins at the initial state. Where
no browser can be opened, it says so, and the file is there all the same.

Examples:
  forkcheck explore freebsd vfork-exec
  forkcheck explore freebsd killpg-fork --mutation FB-1 --html a.html --no-open`;

const graphExamples = `
Examples:
  forkcheck graph bench/pidlife.ts pidlife-2 | dot -Tsvg > pidlife.svg
  forkcheck graph freebsd vfork-exit --project P.p_flag,C.p_state`;

const initExamples = `
Examples:
  forkcheck init my-kernel && cd my-kernel && npm install && npm run check`;

const compileExamples = `
Examples:
  forkcheck compile freebsd vfork-exec --emit vfork-exec.js
  forkcheck compile bench/pidlife.ts pidlife-4 | less`;
