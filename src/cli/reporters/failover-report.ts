import chalk from 'chalk';
import type { FailoverResult } from '../../lab/failover.ts';
import type { Outcome } from '../../measure/failover.ts';
import type { Invalidity } from '../../measure/validity.ts';
import type { BgpTimers } from '../../topology/topology.ts';
import { table } from './table.ts';
import { fromMicroseconds } from './units.ts';

/** What each client lost when the site went, and when it came back. */
export function reportFailover(result: FailoverResult): string {
  const { site, lab, interval, timeout, timers, frr, failover, failback, settled, patience, invalid } =
    result;
  return [
    chalk.bold(`${site} of ${lab} withdrawn`),
    outcomes(failover),
    ...(settled.failover ? [] : [unsettled(patience)]),
    ...(failback.length > 0 ? ['', chalk.bold(`${site} announced again`), outcomes(failback)] : []),
    ...(settled.failback ? [] : [unsettled(patience)]),
    '',
    `A query every ${interval} ms to each address, lost after ${timeout} ms: no figure from queries is finer than ${interval} ms.`,
    `FRR ${frr}, BGP timers ${describeTimers(timers)}. A lab's figures are lower bounds of the Internet's.`,
    ...invalid.map((reason) => chalk.red(`INVALID: ${describeInvalidity(reason)}`)),
  ].join('\n');
}

function outcomes(rows: readonly Outcome[]): string {
  const several = new Set(rows.map((row) => row.service)).size > 1;
  return table(
    [
      'CLIENT',
      ...(several ? ['SERVICE'] : []),
      'IP',
      'FROM',
      'TO',
      'FAILOVER',
      'OUTAGE',
      'LOST',
      'CONTROL PLANE',
    ],
    rows.map((row) => [
      row.client,
      ...(several ? [row.service] : []),
      `v${row.family}`,
      row.siteBefore ?? chalk.red('no answer'),
      destination(row),
      row.failoverTime === null ? '-' : fromMicroseconds(row.failoverTime),
      outage(row),
      `${row.lost} of ${row.sent}`,
      controlPlane(row),
    ]),
    several ? [5, 6, 7, 8] : [4, 5, 6, 7],
  );
}

function unsettled(patience: number): string {
  return chalk.red(`Not every client had settled after ${patience} s: give it longer with --for.`);
}

function describeTimers(timers: readonly BgpTimers[]): string {
  return timers.map(({ keepalive, hold }) => `${keepalive}/${hold} s`).join(' and ');
}

function destination({ siteBefore, siteAfter, sites }: Outcome): string {
  if (siteAfter === null) return chalk.red('no answer');
  if (sites.length > 1) return siteAfter === siteBefore ? sites.slice(1).join(', ') : siteAfter;
  return chalk.dim('stays');
}

function outage(row: Outcome): string {
  if (!row.recovered) return chalk.red(`over ${fromMicroseconds(row.outage)}`);
  return row.outage === 0 ? '0' : chalk.yellow(fromMicroseconds(row.outage));
}

function controlPlane({ controlPlane: { time, completedBy } }: Outcome): string {
  if (time === null) return chalk.red('never');
  return time === 0 ? '-' : `${fromMicroseconds(time)} at ${completedBy}`;
}

function describeInvalidity(invalid: Invalidity): string {
  switch (invalid.reason) {
    case 'ended-early':
      return `the prober of ${invalid.client} ended early`;
    case 'nothing-sent':
      return `${invalid.client} sent nothing over IPv${invalid.family}`;
    case 'behind':
      return `${invalid.client} sent ${invalid.behind} of ${invalid.sent} queries over IPv${invalid.family} late, by up to ${fromMicroseconds(invalid.maxLateness)}: the machine is too busy for this rate`;
    case 'dropped':
      return `${invalid.client} could not send ${invalid.dropped} of ${invalid.sent} queries over IPv${invalid.family}: the machine is too busy for this rate`;
  }
}
