import { Command, InvalidArgumentError } from 'commander';
import { type LinkChange, link } from '../../lab/link.ts';
import { MTU, parseRate, parseShare, parseTime, QUANTITY_EXAMPLES } from '../../topology/quantities.ts';
import type { Context } from '../context.ts';
import { reportLink } from '../reporters/links-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab link fra--eu-transit                           what it is like
  $ anycast-lab link fra--eu-transit latency=80ms loss=1%      both ways
  $ anycast-lab link fra--eu-transit latency=80ms --from fra   for packets from fra
  $ anycast-lab link berlin rate=2mbit                         the link to a client
  $ anycast-lab link ams-ix:fra latency=5ms                    the port of a member at an exchange
  $ anycast-lab link fra--eu-transit loss=0                    no loss any more
  $ anycast-lab restore fra--eu-transit                        what the topology says`;

interface Flags {
  readonly from?: string;
  readonly lab?: string;
  readonly json?: boolean;
}

export function linkCommand(context: Context): Command {
  const command = new Command('link');
  return command
    .description(
      'show what a link is like, or change its latency, jitter, loss, rate or MTU while the lab runs',
    )
    .argument('<link>', 'its name, that of a client, or EXCHANGE:MEMBER')
    .argument(
      '[change...]',
      'latency=80ms jitter=5ms loss=1% rate=10mbit mtu=1400; 0 takes away',
      collectChange,
    )
    .option('--from <end>', 'change only what happens to packets from this end (default: both ways)')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, changes: LinkChange | readonly [], flags: Flags) => {
      // Where none is given, commander's list of them is empty.
      const change = 'length' in changes ? undefined : changes;
      if (flags.from !== undefined && change === undefined) {
        command.error('error: --from says which way is changed; write what is to change, too', {
          exitCode: 2,
        });
      }
      const from = flags.from === undefined ? {} : { from: flags.from };
      const wanted = change === undefined ? undefined : { ...change, ...from };
      const result = await link(await context.connect(), flags.lab, name, wanted);
      context.print(result, flags.json, reportLink);
    });
}

const READERS = {
  latency: [parseTime, QUANTITY_EXAMPLES.time],
  jitter: [parseTime, QUANTITY_EXAMPLES.time],
  loss: [parseShare, QUANTITY_EXAMPLES.share],
  rate: [parseRate, QUANTITY_EXAMPLES.rate],
  mtu: [parseMtu, `a whole number of bytes from ${MTU.least} to ${MTU.most}, such as 1400`],
} as const;

/** Adds one `key=value` to what is to be changed. */
function collectChange(text: string, previous: LinkChange | undefined): LinkChange {
  const [, key = '', value = ''] = /^([a-z]+)=(.*)$/.exec(text) ?? [];
  if (!isKey(key)) {
    throw new InvalidArgumentError(`Write KEY=VALUE, with one of ${Object.keys(READERS).join(', ')}.`);
  }
  const [read, example] = READERS[key];
  const number = read(value);
  if (number === undefined) throw new InvalidArgumentError(`Write ${example}.`);
  return { ...previous, [key]: number };
}

function isKey(key: string): key is keyof typeof READERS {
  return Object.hasOwn(READERS, key);
}

/** Without one, 0: what links have usually. */
function parseMtu(text: string): number | undefined {
  const mtu = /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  if (mtu === 0) return MTU.usual;
  return mtu !== undefined && mtu >= MTU.least && mtu <= MTU.most ? mtu : undefined;
}
