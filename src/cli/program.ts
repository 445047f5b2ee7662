import { Command } from 'commander';
import { VERSION } from '../engine/version.ts';
import { commandLineError } from './command-line-error.ts';
import type { Context } from './context.ts';

/** Each with its module, in the order of the help. They bring most of the program with them: only what is asked for is loaded. */
const COMMANDS = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  up: async () => (await import('./commands/up.ts')).upCommand,
  probe: async () => (await import('./commands/probe.ts')).probeCommand,
  load: async () => (await import('./commands/load.ts')).loadCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  trace: async () => (await import('./commands/trace.ts')).traceCommand,
  'trace-query': async () => (await import('./commands/trace-query.ts')).traceQueryCommand,
  routes: async () => (await import('./commands/routes.ts')).routesCommand,
  whatif: async () => (await import('./commands/whatif.ts')).whatifCommand,
  playbook: async () => (await import('./commands/playbook.ts')).playbookCommand,
  diff: async () => (await import('./commands/diff.ts')).diffCommand,
  graph: async () => (await import('./commands/graph.ts')).graphCommand,
  capture: async () => (await import('./commands/capture.ts')).captureCommand,
  reload: async () => (await import('./commands/reload.ts')).reloadCommand,
  failover: async () => (await import('./commands/failover.ts')).failoverCommand,
  test: async () => (await import('./commands/test.ts')).testCommand,
  expect: async () => (await import('./commands/expect.ts')).expectCommand,
  fault: async () => (await import('./commands/fault.ts')).faultCommand,
  faults: async () => (await import('./commands/faults.ts')).faultsCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  link: async () => (await import('./commands/link.ts')).linkCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  zone: async () => (await import('./commands/zone.ts')).zoneCommand,
  metrics: async () => (await import('./commands/metrics.ts')).metricsCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  down: async () => (await import('./commands/down.ts')).downCommand,
  exec: async () => (await import('./commands/exec.ts')).execCommand,
  shell: async () => (await import('./commands/shell.ts')).shellCommand,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  images: async () => (await import('./commands/images.ts')).imagesCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  exercise: async () => (await import('./commands/exercise.ts')).exerciseCommand,
} as const satisfies Readonly<Record<string, () => Promise<(context: Context) => Command>>>;

const EXAMPLES = `
Examples:
  $ anycast-lab up                      start the bundled lab with three sites
  $ anycast-lab init                    write a topology of your own, by some questions
  $ anycast-lab probe                   see which site answers which client
  $ anycast-lab failover fra            withdraw a site and see what each client lost
  $ anycast-lab test three-sites        run a topology's scenarios; see docs/topology.md
  $ anycast-lab exec berlin -- mtr -rwc 3 192.0.2.53
  $ anycast-lab shell eu-transit        a shell on a router; vtysh is there
  $ anycast-lab down                    remove it

Exit codes: 0 good, 1 an expectation failed, 2 usage or topology error, 3 engine or environment failure,
or a node that is needed and does not run, 130 interrupted.`;

/**
 * The command line: the one command that the words begin with, or all of them where they begin with none.
 * @param words what the user wrote after the program's name
 */
export async function createProgram(context: Context, words: readonly string[]): Promise<Command> {
  const program = new Command('anycast-lab')
    .description(
      'Anycast labs from real routers and DNS servers: who is answered by which site, and what an outage costs',
    )
    .version(VERSION)
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('See anycast-lab --help')
    .configureOutput({ outputError: (text, write) => write(commandLineError(text)) })
    .exitOverride();
  const [first = ''] = words;
  const wanted = isCommand(first) ? [first] : Object.keys(COMMANDS).filter(isCommand);
  for (const name of wanted) {
    const create = await COMMANDS[name]();
    const command = create(context).copyInheritedSettings(program);
    command.showHelpAfterError(`See anycast-lab ${name} --help`);
    for (const nested of command.commands) {
      nested
        .copyInheritedSettings(program)
        .showHelpAfterError(`See anycast-lab ${name} ${nested.name()} --help`);
    }
    program.addCommand(command);
  }
  return program;
}

function isCommand(word: string): word is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, word);
}
