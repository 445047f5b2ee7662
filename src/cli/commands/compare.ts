import { Command } from 'commander';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { familyOption, toFamily } from '../family-option.ts';
import { reportCompare } from '../reporters/compare-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab compare               how far each client is from each site, and where anycast took it
  $ anycast-lab compare --fail        and what is left when the site nearest to most clients is gone
  $ anycast-lab compare --fail fra    the same for another`;

interface Flags {
  readonly service?: string;
  readonly family?: string;
  readonly fail?: string | true;
  readonly json?: boolean;
}

export function compareCommand(context: Context): Command {
  return new Command('compare')
    .description(
      "compare anycast with unicast from every client: the service asked at its address, and at each site's own",
    )
    .argument('[lab]', 'its name (default: the only one)')
    .option('--service <name>', 'the service (default: the only one)')
    .addOption(familyOption())
    .option(
      '--fail [site]',
      'crash a site, compare again, and bring it back (default: the nearest to most clients)',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (lab: string | undefined, { service, family, fail, json }: Flags) => {
      const { compare } = await import('../../lab/compare.ts');
      const signal = context.signal();
      const result = await compare(await context.connect(), {
        ...{ lab, service, fail, signal },
        family: toFamily(family),
      });
      if (result.clients.some(({ anycast }) => anycast === null)) context.exit(EXIT.expectationFailed);
      context.print(result, json, reportCompare);
    });
}
