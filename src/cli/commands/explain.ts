import { Command } from 'commander';
import { type ExplainResult, explain } from '../../lab/explain.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { familyOption, toFamily } from '../family-option.ts';
import { reportExplain } from '../reporters/explain-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab explain madrid              why madrid is answered by the site that answers it
  $ anycast-lab explain madrid --family 6   over IPv6 alone`;

interface Flags {
  readonly lab?: string;
  readonly family?: string;
  readonly json?: boolean;
}

export function explainCommand(context: Context): Command {
  return new Command('explain')
    .description('show what each router between a client and its site chose from, and why')
    .argument('<client>', 'its name')
    .argument('[service]', 'the service (default: the only one)')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .addOption(familyOption())
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (client: string, service: string | undefined, flags: Flags) => {
      const family = toFamily(flags.family);
      const result = await explain(await context.connect(), { lab: flags.lab, client, service, family });
      context.exit(explainExit(result));
      context.print(result, flags.json, reportExplain);
    });
}

/** 1 where a client ends at no site; 3 where FRR chose otherwise than the ladder says, as then no word of it can be relied on. */
export function explainExit({ agrees, good }: Pick<ExplainResult, 'agrees' | 'good'>): number {
  if (!agrees) return EXIT.environment;
  return good ? EXIT.good : EXIT.expectationFailed;
}
