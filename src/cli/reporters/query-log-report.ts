import chalk from 'chalk';
import type { LoggedQuery, QueryLogResult, QueryLogStart } from '../../lab/log-queries.ts';
import { counted, duration } from '../../report/words.ts';

/** One-sided queries that are listed again at the end; `--json` has all. */
const MOST_LISTED = 20;

/** As wide as most questions are. */
const QUESTION = 26;

/** Before the first line: who tells of queries, and the head of the lines. */
export function queryLogHead({ lab, servers, silent }: QueryLogStart): string {
  const some =
    silent.length === 0 ? [] : [chalk.yellow(`${silent.join(', ')}: no word of queries from there.`)];
  return [
    `Following the queries of ${lab.name}: packets on every link, and what ${servers.join(', ') || 'nobody'} ${servers.length === 1 ? 'tells' : 'tell'}.`,
    ...some,
  ].join('\n');
}

/** Lines of a log, in columns as wide as this lab needs: the head, and one for each query. */
export function queryLines(start: QueryLogStart): {
  readonly head: string;
  readonly line: (query: LoggedQuery) => string;
} {
  const { nodes } = start.lab.plan;
  const longest = (names: readonly string[], least: string): number =>
    Math.max(least.length, ...names.map((name) => name.length));
  const widths = [
    'hh:mm:ss.mmm'.length,
    longest(
      nodes.filter(({ role }) => role === 'client').map(({ name }) => name),
      'SENDER',
    ),
    'v4'.length,
    QUESTION,
    longest(
      nodes.filter(({ role }) => role === 'edge').map(({ name }) => name),
      'SITE',
    ),
    longest(behindBalancers(start), 'SERVER'),
    'NXDOMAIN'.length,
  ];
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return {
    head: row(['TIME', 'SENDER', 'IP', 'QUERY', 'SITE', 'SERVER', 'RCODE', 'LATENCY']),
    line: (query) => {
      const text = row([
        clock(query.at),
        query.sender ?? query.address,
        `v${query.family}`,
        `${query.name} ${query.type}${query.transport === 'udp' ? '' : ` ${query.transport}`}`,
        query.site ?? '?',
        query.entries.map(({ node, from }) => (from === null ? node : `${node} (${from})`)).join(' > ') ||
          '-',
        query.answer?.rcode ?? query.entries.at(-1)?.rcode ?? '-',
        latency(query),
      ]);
      const fate = fateOf(query);
      return fate === null ? text : `${text}  ${query.seenBy === 'both' ? fate : chalk.yellow(fate)}`;
    },
  };
}

/** What stands in the column of servers, where it is long: a balancer before each of its servers. */
function behindBalancers({ lab, servers }: QueryLogStart): readonly string[] {
  const pairs = lab.plan.nodes.flatMap((node) =>
    node.role === 'balancer' ? node.backends.map(({ name }) => `${node.name} > ${name}`) : [],
  );
  return [...servers, ...pairs];
}

/** What there was in all, and what one side alone knows of. */
export function reportQueryLog(result: QueryLogResult): string {
  const { queries, followed, oneSided, from, until, silent, dropped } = result;
  const of = oneSided.slice(0, MOST_LISTED);
  const more = oneSided.length - of.length;
  return [
    `${counted(queries, 'query', 'queries')} in ${duration(until - from)}: ${followed} followed from sender to server, ${oneSided.length} that one side alone knows of.${leftOutText(result)}`,
    ...of.map((query) => `  ${clock(query.at)}  ${query.name} ${query.type}: ${fateOf(query)}`),
    ...(more === 0 ? [] : [`  and ${more} more (--json has them all)`]),
    ...(silent.length === 0
      ? []
      : [
          chalk.yellow(
            `${silent.join(', ')} did not tell of queries at the end: what came to them is not known.`,
          ),
        ]),
    ...(dropped === 0
      ? []
      : [
          chalk.yellow(
            `${counted(dropped, 'packet was', 'packets were')} not captured, so some queries that only servers saw may have been sent all the same.`,
          ),
        ]),
  ].join('\n');
}

function leftOutText({ leftOut }: QueryLogResult): string {
  const text = (what: string, by: Readonly<Record<string, number>>): readonly string[] => {
    const senders = Object.entries(by);
    const all = senders.reduce((sum, [, count]) => sum + count, 0);
    return all === 0
      ? []
      : [
          `${counted(all, what)} by ${senders
            .map(([name]) => name)
            .toSorted()
            .join(', ')}`,
        ];
  };
  const said = [...text('health check', leftOut.check), ...text('zone transfer message', leftOut.transfer)];
  return said.length === 0 ? '' : ` Left out: ${said.join('; ')}.`;
}

/** What became of a query, where the columns do not say it; null: nothing special. */
function fateOf(query: LoggedQuery): string | null {
  const { sender, address, answer, entries, lastSeen, seenBy, transport } = query;
  const who = sender ?? address;
  const servers = entries.map(({ node }) => node).join(' and ');
  if (seenBy === 'server') {
    return sender === null
      ? `seen by ${servers}, sent by no node of the lab: nobody has ${address}`
      : `seen by ${servers}, and not seen leaving ${who}, which has ${address}`;
  }
  if (seenBy === 'sender') {
    if (answer !== null)
      return `sent by ${who}, answered by ${answer.server ?? 'somebody'}, of which no server told`;
    const where = lastSeen === null ? '' : `: last seen ${placeOf(lastSeen)}`;
    return `sent by ${who}, seen by no server${where}`;
  }
  if (answer !== null || transport !== 'udp') return null;
  const silent = entries.find(({ answeredAt }) => answeredAt === null);
  return silent === undefined
    ? `answered by ${servers}, and no answer came to ${who}`
    : `not answered by ${silent.node}`;
}

function placeOf({ link, from, to }: NonNullable<LoggedQuery['lastSeen']>): string {
  return to === null ? `on ${link}, from ${from}` : `going from ${from} to ${to}`;
}

function latency({ sentAt, answer }: LoggedQuery): string {
  return sentAt === null || answer === null ? '-' : duration(Math.max(1, answer.at - sentAt));
}

/** A time of day in UTC, from µs since 1970. */
function clock(at: number): string {
  return new Date(at / 1000).toISOString().slice(11, 23);
}
