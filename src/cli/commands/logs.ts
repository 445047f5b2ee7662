import { Command, Option } from 'commander';
import { nodeLog } from '../../lab/enter-node.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { LoggedQuery } from '../../lab/log-queries.ts';
import { show } from '../attach.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween } from '../numbers.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab logs fra --tail 20                what the daemons of a node have logged
  $ anycast-lab logs --queries                    every query, from its sender to the server and back, until Ctrl-C
  $ anycast-lab logs --queries --client berlin --for 10

Servers tell of queries where the topology says query-log: true. The end of the log has those that one side alone saw.`;

interface LogsFlags {
  readonly lab?: string;
  readonly tail?: number;
  readonly follow?: boolean;
  readonly queries?: boolean;
  readonly client?: string;
  readonly site?: string;
  readonly for?: number;
  readonly json?: boolean;
}

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .description("print what a node's daemons have logged, or follow the queries of the whole lab")
    .argument('[node]', 'site, router, server (ns1.SITE) or client')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .addOption(
      new Option('--tail <lines>', 'only so many lines from the end')
        .argParser(numberBetween(0, 1_000_000))
        .conflicts('queries'),
    )
    .addOption(new Option('-f, --follow', 'go on printing what they log').conflicts('queries'))
    .option('--queries', 'follow queries: what senders sent, and what servers tell of it')
    .option('--client <client>', 'with --queries: only what this client sends')
    .option('--site <site>', 'with --queries: only what comes to this site')
    .option('--for <s>', 'with --queries: for how long (default: until Ctrl-C)', numberBetween(1, 86_400))
    .addOption(new Option('--json', 'print JSON').conflicts('follow'))
    .addHelpText('after', EXAMPLES)
    .action(async (node: string | undefined, flags: LogsFlags) => {
      if (flags.queries) {
        if (node === undefined) return followQueries(context, flags);
        throw new LabError(
          'usage',
          'logs --queries is of the whole lab',
          'Leave the node out, or write --site or --client.',
        );
      }
      if (node === undefined)
        throw new LabError('usage', 'logs wants a node, or --queries', 'Nodes: see anycast-lab status.');
      const log = await nodeLog(await context.connect(), flags.lab, node, flags.tail);
      if (log.role === 'client')
        context.note(`${node} is a client: it has no daemon of its own, so it logs nothing.`);
      if (flags.follow) return show(await log.follow());
      context.print({ node, log: await log.read() }, flags.json, (result) => result.log);
    });
}

async function followQueries(
  context: Context,
  { lab, client, site, json, ...flags }: LogsFlags,
): Promise<void> {
  const [{ logQueries }, { queryLines, queryLogHead, reportQueryLog }] = await Promise.all([
    import('../../lab/log-queries.ts'),
    import('../reporters/query-log-report.ts'),
  ]);
  const signal = context.signal();
  const queries: LoggedQuery[] = [];
  let onQuery = (query: LoggedQuery): void => void queries.push(query);
  const result = await logQueries(await context.connect(), {
    ...{ lab, client, site, signal, seconds: flags.for },
    onQuery: (query) => onQuery(query),
    onBegin: (start) => {
      context.note(queryLogHead(start));
      if (json) return;
      const { head, line } = queryLines(start);
      onQuery = (query) => context.print(query, false, line);
      context.print(start, false, () => head);
    },
  });
  // Ctrl-C is how it ends, and no interruption.
  context.exit(EXIT.good);
  context.print({ ...result, queries }, json, () => `\n${reportQueryLog(result)}`);
}
