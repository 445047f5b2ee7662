import { Command } from 'commander';
import { VERSION } from '../engine/version.ts';
import { commandLineError } from './command-line-error.ts';
import { captureCommand } from './commands/capture.ts';
import { compareCommand } from './commands/compare.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { execCommand } from './commands/exec.ts';
import { exerciseCommand } from './commands/exercise.ts';
import { expectCommand } from './commands/expect.ts';
import { explainCommand } from './commands/explain.ts';
import { failoverCommand } from './commands/failover.ts';
import { faultCommand } from './commands/fault.ts';
import { faultsCommand } from './commands/faults.ts';
import { graphCommand } from './commands/graph.ts';
import { imagesCommand } from './commands/images.ts';
import { initCommand } from './commands/init.ts';
import { linkCommand } from './commands/link.ts';
import { listCommand } from './commands/list.ts';
import { logsCommand } from './commands/logs.ts';
import { planCommand } from './commands/plan.ts';
import { playbookCommand } from './commands/playbook.ts';
import { probeCommand } from './commands/probe.ts';
import { reloadCommand } from './commands/reload.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { routesCommand } from './commands/routes.ts';
import { shellCommand } from './commands/shell.ts';
import { statusCommand } from './commands/status.ts';
import { testCommand } from './commands/test.ts';
import { upCommand } from './commands/up.ts';
import { validateCommand } from './commands/validate.ts';
import { whatifCommand } from './commands/whatif.ts';
import type { Context } from './context.ts';

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

/** The whole command line. */
export function createProgram(context: Context): Command {
  const program = new Command('anycast-lab')
    .description(
      'Anycast labs from real routers and DNS servers: who is answered by which site, and what an outage costs',
    )
    .version(VERSION)
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(commandLineError(text)) })
    .exitOverride();
  const commands = [
    initCommand,
    upCommand,
    probeCommand,
    compareCommand,
    explainCommand,
    routesCommand,
    whatifCommand,
    playbookCommand,
    diffCommand,
    graphCommand,
    captureCommand,
    reloadCommand,
    failoverCommand,
    testCommand,
    expectCommand,
    faultCommand,
    faultsCommand,
    reportCommand,
    restoreCommand,
    linkCommand,
    statusCommand,
    listCommand,
    downCommand,
    execCommand,
    shellCommand,
    logsCommand,
    validateCommand,
    planCommand,
    imagesCommand,
    doctorCommand,
    exerciseCommand,
  ];
  for (const create of commands) {
    const command = create(context).copyInheritedSettings(program);
    for (const nested of command.commands) nested.copyInheritedSettings(program);
    program.addCommand(command);
  }
  return program;
}
