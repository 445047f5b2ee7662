import chalk from 'chalk';
import type { LoadedSite, LoadingClient, LoadResult } from '../../lab/load.ts';
import type { LoadFigures } from '../../measure/load-run/load-figures.ts';
import type { LoadInvalidity } from '../../measure/load-run/load-validity.ts';
import { counted, duration, percent } from '../../report/words.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from './table.ts';

const FIGURES = ['SENT', 'ANSWERED', 'LOST', 'RCODES', 'p50', 'p95', 'p99'];

/** What the load was, what came to each site, and what each client got. */
export function reportLoad(result: LoadResult): string {
  const { sites, clients, total, qps, seconds, timeout, lab, invalid } = result;
  const senders = clients.filter(({ role }) => role === 'load');
  return [
    ...invalidLines(invalid),
    chalk.bold(
      `${lab}: ${qps} queries a second for ${seconds} s from ${counted(senders.length, 'client')}, ${total.sent} sent`,
    ),
    table(['SITE', 'CATCHMENT', 'LOAD', ...FIGURES], sites.map(siteRow), [1, 2, 3, 4, 5, 7, 8, 9]),
    '',
    table(['CLIENT', 'SITE', 'QPS', ...FIGURES], clients.map(clientRow), [2, 3, 4, 5, 7, 8, 9]),
    '',
    summary(result),
    `Lost: no answer within ${timeout} ms. Sites by what came to their servers, in a capture of every link.`,
  ].join('\n');
}

/** What the command ends with: figures that cannot be believed are worse than bad ones. */
export function loadExit({ invalid, clients }: LoadResult): number {
  if (invalid.length > 0) return EXIT.environment;
  return clients.some(({ sent, answered }) => sent > 0 && answered === 0)
    ? EXIT.expectationFailed
    : EXIT.good;
}

function siteRow({ site, catchment, share, ...figures }: LoadedSite): readonly string[] {
  const name = site ?? chalk.red('no site');
  return [
    name,
    percent(catchment.count, catchment.of),
    percent(share.count, share.of),
    ...figureCells(figures),
  ];
}

function clientRow({ client, role, sites, qps, ...figures }: LoadingClient): readonly string[] {
  const reached = sites.map(({ site }) => site ?? chalk.red('none')).join(', ');
  return [
    role === 'load' ? client : chalk.dim(`${client} (bystander)`),
    reached,
    String(qps),
    ...figureCells(figures),
  ];
}

function figureCells({ sent, answered, late, lost, rcodes, latency }: LoadFigures): readonly string[] {
  const missing = late + lost;
  const times = latency === null ? ['', '', ''] : [latency.p50, latency.p95, latency.p99].map(duration);
  const other = Object.entries(rcodes).map(([rcode, count]) => `${rcode} ${count}`);
  return [
    String(sent),
    percent(answered, sent),
    missing === 0 ? '0' : chalk.red(`${missing}`),
    other.join(', '),
    ...times,
  ];
}

/** How far the load spread, and whom it hurt. */
function summary({ sites, clients }: LoadResult): string {
  const all = sites.filter(({ site }) => site !== null);
  const reached = all.filter(({ share }) => share.count > 0);
  const hurt = clients.filter(({ sent, answered }) => answered < sent);
  const bystanders = hurt.filter(({ role }) => role === 'bystander').map(({ client }) => client);
  const watched = clients.some(({ role }) => role === 'bystander');
  return [
    `The load came to ${reached.length} of ${counted(all.length, 'site')}; ${hurt.length} of ${counted(clients.length, 'client')} lost queries.`,
    ...(watched
      ? [bystanders.length === 0 ? 'No bystander was hurt.' : `Bystanders hurt: ${bystanders.join(', ')}.`]
      : []),
  ].join(' ');
}

function invalidLines(invalid: readonly LoadInvalidity[]): readonly string[] {
  if (invalid.length === 0) return [];
  return [
    chalk.red('INVALID: these figures do not stand.'),
    ...invalid.map((reason) => `  ${invalidityText(reason)}`),
    '',
  ];
}

function invalidityText(invalid: LoadInvalidity): string {
  switch (invalid.reason) {
    case 'packets-dropped':
      return `${counted(invalid.dropped, 'packet')} could not be captured: the machine is too busy for this load`;
    case 'capture-full':
      return 'the capture was full before the load had ended';
    case 'counts-differ':
      return `${invalid.client}: dnsperf counted ${invalid.dnsperf} queries ${invalid.what}, its link ${invalid.captured}`;
    case 'too-slow':
      return `${invalid.client} sent ${invalid.sent} of ${invalid.asked} queries: the machine is too busy for this load`;
  }
}
