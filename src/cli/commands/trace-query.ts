import { Command } from 'commander';
import { traceQuery } from '../../lab/trace-query.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { familyOption, toFamily } from '../family-option.ts';
import { reportTraceQuery } from '../reporters/trace-query-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab trace-query berlin                        what the service is always asked for, IPv4
  $ anycast-lab trace-query berlin whoami.anycast.test TXT
  $ anycast-lab trace-query berlin --family 6

Servers tell of queries where the topology says query-log: true. Exit code 1: the client got no answer.`;

interface Flags {
  readonly lab?: string;
  readonly service?: string;
  readonly family?: string;
  readonly json?: boolean;
}

export function traceQueryCommand(context: Context): Command {
  return new Command('trace-query')
    .description('send one query, and follow it over every link to the site and its servers, and back')
    .argument('<client>', 'the client that asks')
    .argument('[name]', 'a domain name (default: what the lab asks the service for)')
    .argument('[type]', 'the type of the records', 'A')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--service <service>', 'the service to ask (default: the only one)')
    .addOption(familyOption('the IP version (default: 4 where the service has it)'))
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (client: string, name: string | undefined, type: string, flags: Flags) => {
      const signal = context.signal();
      const result = await traceQuery(await context.connect(), {
        ...{ lab: flags.lab, client, name, type: type.toUpperCase(), signal },
        ...{ service: flags.service, family: toFamily(flags.family) },
      });
      if (!result.reply.answered) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportTraceQuery);
    });
}
