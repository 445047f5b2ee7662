import { Command } from 'commander';
import { TTL } from '../../lab/zone-records.ts';
import { zoneStatus } from '../../lab/zone-serials.ts';
import { zoneUpdate } from '../../lab/zone-update.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween } from '../numbers.ts';
import { reportZoneStatus, reportZoneUpdate } from '../reporters/zone-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab zone update anycast.test "www A 203.0.113.9"    in place of all A records of www
  $ anycast-lab zone update anycast.test "new 30 TXT \\"one\\"" "www AAAA"   add one, take others away
  $ anycast-lab zone status                                     which serial every server has`;

export function zoneCommand(context: Context): Command {
  return new Command('zone')
    .description('change records at the primary, and see how zones get to the servers')
    .addHelpText('after', EXAMPLES)
    .addCommand(statusCommand(context))
    .addCommand(updateCommand(context));
}

function statusCommand(context: Context): Command {
  return new Command('status')
    .description('the serial of each zone at the primary and every server; exit 1 where they differ')
    .argument('[lab]', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, { json }: { json?: boolean }) => {
      const result = await zoneStatus(await context.connect(), lab);
      if (!result.good) context.exit(EXIT.expectationFailed);
      context.print(result, json, reportZoneStatus);
    });
}

interface Flags {
  readonly lab?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

function updateCommand(context: Context): Command {
  return new Command('update')
    .description(
      'change records at the primary, and time until every server serves the new serial; exit 1 where one does not',
    )
    .argument('<zone>', 'its name')
    .argument(
      '<record...>',
      `"NAME [TTL] TYPE DATA", in place of all of that name and type, TTL ${TTL} where it says none; "NAME TYPE" takes them away`,
    )
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--timeout <s>', 'how long it may take to be everywhere', numberBetween(1, 3600), 30)
    .option('--json', 'print JSON')
    .action(async (zone: string, records: readonly string[], { lab, timeout, json }: Flags) => {
      const signal = context.signal();
      const result = await zoneUpdate(await context.connect(), lab, [zone, records], { timeout, signal });
      if (result.changed && result.last === null) context.exit(EXIT.expectationFailed);
      context.print(result, json, reportZoneUpdate);
    });
}
