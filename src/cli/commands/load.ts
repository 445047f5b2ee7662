import { Command, InvalidArgumentError } from 'commander';
import { LOAD_LIMITS } from '../../measure/load-run/load-plan.ts';
import type { Context } from '../context.ts';
import { familyOption, toFamily } from '../family-option.ts';
import { numberBetween, wholeBetween } from '../numbers.ts';
import { loadExit, reportLoad } from '../reporters/load-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab load --qps 600 --for 5                  every client alike
  $ anycast-lab load --qps 600 --weights berlin=3       three times as much from berlin as from each other
  $ anycast-lab load --qps 4000 --clients bots          an attack: all others send a few queries, to see whom it hurts

Exit code 1: a client got no answer at all; 3: the figures do not stand.`;

interface Flags {
  readonly qps: number;
  readonly for: number;
  readonly clients?: readonly string[];
  readonly weights?: ReadonlyMap<string, number>;
  readonly service?: string;
  readonly family?: string;
  readonly json?: boolean;
}

export function loadCommand(context: Context): Command {
  return new Command('load')
    .description('send many queries from the clients (dnsperf), and show what each site and client got')
    .argument('[lab]', 'its name (default: the only one)')
    .option('--qps <n>', 'queries a second, of all of them together', wholeBetween(1, LOAD_LIMITS.qps), 500)
    .option('--for <s>', 'how long', numberBetween(1, LOAD_LIMITS.seconds), 5)
    .option('--clients <a,b>', 'only these send the load; all others some queries, to be watched', names)
    .option('--weights <a=3,b=1>', 'who sends more than others (default: 1 each)', weights)
    .option('--service <service>', 'ask one service (default: all)')
    .addOption(familyOption())
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (lab: string | undefined, flags: Flags) => {
      const { load } = await import('../../lab/load.ts');
      const signal = context.signal();
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        load(engine, {
          ...{ lab, signal, onProgress, qps: flags.qps, seconds: flags.for },
          ...{ clients: flags.clients, weights: flags.weights ?? new Map() },
          ...{ service: flags.service, family: toFamily(flags.family) },
        }),
      );
      context.exit(loadExit(result));
      context.print(result, flags.json, reportLoad);
    });
}

function names(text: string): readonly string[] {
  const all = text.split(',').map((name) => name.trim());
  if (all.includes('')) throw new InvalidArgumentError('Write names with commas between, such as a,b.');
  return [...new Set(all)];
}

function weights(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(',').map((each): [string, number] => {
      const [, name = '', weight = ''] = /^\s*([^=\s]+)=(\d{1,4})\s*$/.exec(each) ?? [];
      if (Number(weight) > 0) return [name, Number(weight)];
      throw new InvalidArgumentError('Write clients with weights from 1 to 9999, such as a=3,b=1.');
    }),
  );
}
