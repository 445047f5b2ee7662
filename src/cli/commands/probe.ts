import { Command } from 'commander';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportProbe } from '../reporters/probe-report.ts';

interface Flags {
  readonly tcp?: boolean;
  readonly tls?: boolean;
  readonly dnssec?: boolean;
  readonly json?: boolean;
}

export function probeCommand(context: Context): Command {
  return new Command('probe')
    .description('ask from every client, and show which site answers it')
    .argument('[lab]', 'its name (default: the only one)')
    .option('--tcp', 'ask over TCP')
    .option(
      '--tls',
      'ask over TLS (DoT, which is over TCP), where servers, balancers or resolvers have `tls: true`',
    )
    .option('--dnssec', "validate what signed zones are answered with, from the lab's own trust anchors")
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: Flags) => {
      // It parses dig's YAML, with libraries that the other commands need not wait for.
      const { probe } = await import('../../lab/probe.ts');
      const result = await probe(await context.connect(), lab, {
        transport: flags.tls ? 'tls' : flags.tcp ? 'tcp' : 'udp',
        dnssec: flags.dnssec ?? false,
      });
      if (!result.good) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportProbe);
    });
}
