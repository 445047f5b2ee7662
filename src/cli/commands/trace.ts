import { Command, Option } from 'commander';
import { trace } from '../../lab/trace.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportTrace } from '../reporters/trace-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab trace berlin www.anycast.test         from the root down, who answers berlin at each step
  $ anycast-lab trace berlin whoami.anycast.test TXT  the same for another type
  $ anycast-lab trace berlin www.anycast.test --family 6`;

interface Flags {
  readonly lab?: string;
  readonly family: string;
  readonly json?: boolean;
}

export function traceCommand(context: Context): Command {
  return new Command('trace')
    .description('resolve a name from the root of the lab down, and show which site answers at each step')
    .argument('<client>', 'the client that asks')
    .argument('<name>', 'a domain name')
    .argument('[type]', 'the type of the records', 'A')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .addOption(
      new Option('--family <version>', 'IP version over which servers are asked')
        .choices(['4', '6'])
        .default('4'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (client: string, name: string, type: string, flags: Flags) => {
      const result = await trace(await context.connect(), {
        ...{ lab: flags.lab, client, name, type: type.toUpperCase() },
        family: flags.family === '6' ? 6 : 4,
      });
      if (!result.answered) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportTrace);
    });
}
