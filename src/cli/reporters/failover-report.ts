import chalk from 'chalk';
import { FAULTS } from '../../faults/catalogue.ts';
import type { FailoverResult } from '../../lab/failover.ts';
import type { Failovers } from '../../lab/failovers.ts';
import type { Outcome } from '../../measure/failover.ts';
import type { StepLoad } from '../../measure/load.ts';
import { partlyAnsweredBy } from '../../measure/sharing.ts';
import { measureHeldRepeats } from '../../measure/tcp/held-repeats.ts';
import { type Unsettled, unsettledText } from '../../measure/unsettled.ts';
import type { UserFigures } from '../../measure/users.ts';
import type { Invalidity } from '../../measure/validity.ts';
import { controlPlaneText } from '../../report/figure-rows.ts';
import { loadText } from '../../report/load-text.ts';
import { USERS_TITLE, userTable } from '../../report/user-rows.ts';
import { counted, duration, invalidityText, LOWER_BOUNDS, timersName } from '../../report/words.ts';
import { sharesText } from '../../scenario/shares-text.ts';
import { EXIT } from '../exit-codes.ts';
import { reportForensics } from './forensics-report.ts';
import { reportHeld } from './held-report.ts';
import { reportSpread } from './spread-report.ts';
import { table } from './table.ts';

/** What each client lost in each run, what became of the lost queries, and how the figures spread over several runs. */
export function reportFailovers({ measured, load, spread, problem }: Failovers): string {
  const runs = measured.map(({ result, run, forensics, tcp }, index) =>
    [
      ...(measured.length === 1 ? [] : [chalk.bold(`Run ${index + 1} of ${measured.length}`)]),
      reportFailover(result, load[index] ?? []),
      ...(tcp === null ? [] : ['', reportHeld(tcp, run.steps)]),
      ...(forensics === null ? [] : ['', reportForensics(forensics, run.steps)]),
    ].join('\n'),
  );
  const valid = measured.filter(({ run }) => run.invalid.length === 0);
  if (measured.length > 1) runs.push(reportSpread(spread, measureHeldRepeats(valid.map(({ tcp }) => tcp))));
  if (problem !== null) {
    const kept = `${counted(measured.length, 'run')} measured before that ${measured.length === 1 ? 'is' : 'are'} above.`;
    runs.push(chalk.red(`Ended early, at ${problem}\nThe ${kept}`));
  }
  return runs.join('\n\n');
}

/** What the command ends with. Figures that cannot be believed are worse than bad ones. */
export function failoverExit({
  measured,
  problem,
  interrupted,
}: Pick<Failovers, 'measured' | 'problem' | 'interrupted'>): number {
  if (interrupted) return EXIT.interrupted;
  const believed = measured.every(
    ({ result, forensics }) => result.invalid.length === 0 && (forensics?.invalid.length ?? 0) === 0,
  );
  if (problem !== null || !believed) return EXIT.environment;
  return measured.every(({ result }) => result.recovered) ? EXIT.good : EXIT.expectationFailed;
}

/** What each client lost when the site went, and when it came back. */
function reportFailover(result: FailoverResult, load: readonly StepLoad[]): string {
  const {
    fault,
    lab,
    interval,
    timeout,
    timers,
    frr,
    failover,
    failback,
    users,
    settled,
    unsettled,
    patience,
    invalid,
  } = result;
  const { target, kind } = fault;
  return [
    ...invalidity(invalid, interval),
    chalk.bold(`${target} of ${lab}: ${kind} (${FAULTS[kind].summary})`),
    outcomes(failover),
    ...shares(failover),
    ...loadLines(load[0]),
    ...userLines(users.failover),
    ...(settled.failover ? [] : [notSettled(patience, unsettled.failover)]),
    ...(failback.length > 0
      ? [
          '',
          chalk.bold(`${target} restored`),
          outcomes(failback),
          ...shares(failback),
          ...loadLines(load[1]),
          ...userLines(users.failback),
        ]
      : []),
    ...(settled.failback ? [] : [notSettled(patience, unsettled.failback)]),
    '',
    `A query every ${interval} ms to each address, lost after ${timeout} ms: no figure from queries is finer than ${interval} ms.`,
    ...coarser([...failover, ...failback], interval),
    `FRR ${frr}, BGP timers ${timers.map(timersName).join(' and ')}. ${LOWER_BOUNDS}`,
    ...(failback.length > 0 || FAULTS[kind].passes
      ? []
      : [`Still in force; bring it back: anycast-lab restore ${target} --lab ${lab}`]),
  ].join('\n');
}

/** What a busy machine made of the interval, where that is worth a word. */
function coarser(rows: readonly Outcome[], interval: number): readonly string[] {
  const resolution = Math.max(0, ...rows.map((row) => row.resolution));
  return resolution > 2000 * interval
    ? [
        `The machine was busy: for ${duration(resolution)} a client sent nothing, so figures may be that coarse.`,
      ]
    : [];
}

/** First of all, as nobody should read figures that do not stand. */
function invalidity(invalid: readonly Invalidity[], interval: number): readonly string[] {
  if (invalid.length === 0) return [];
  const shown = invalid.slice(0, 3).map((reason) => `  ${invalidityText(reason)}`);
  const more = invalid.length > 3 ? [`  and ${invalid.length - 3} more like these`] : [];
  const rate = `The machine was too busy for a query every ${interval} ms. Try --interval ${interval * 5}, or again when it is idle.`;
  return [chalk.red('INVALID: these figures do not stand.'), ...shown, ...more, rate, ''];
}

function loadLines(load: StepLoad | undefined): readonly string[] {
  return load === undefined ? [] : [loadText(load)];
}

/** What users behind clients' own resolvers saw meanwhile. */
function userLines(users: readonly UserFigures[]): readonly string[] {
  if (users.length === 0) return [];
  const { head, rows } = userTable(users);
  return [
    `${USERS_TITLE}:`,
    table(
      head.map((each) => each.toUpperCase()),
      rows,
      [2, 3, 4, 5],
    ),
  ];
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
      row.failoverTime === null ? '-' : duration(row.failoverTime),
      outage(row),
      `${row.lost} of ${row.sent}`,
      controlPlane(row),
    ]),
    several ? [5, 6, 7, 8] : [4, 5, 6, 7],
  );
}

/** Of clients whose queries several sites share, which answered how many. */
function shares(rows: readonly Outcome[]): readonly string[] {
  return rows.flatMap((row) => sharesText(row).map((text) => `${row.client} v${row.family} ${text}.`));
}

function notSettled(patience: number, unsettled: readonly Unsettled[]): string {
  return chalk.red(`Time was over: ${unsettledText(patience, unsettled)}. Give it longer with --for.`);
}

function destination(row: Outcome): string {
  const { siteBefore, siteAfter, sites } = row;
  if (siteAfter === null) return chalk.red([...partlyAnsweredBy(row), 'no answer'].join(' + '));
  if (siteBefore === null) return siteAfter;
  if (sites.length > 1) return siteAfter === siteBefore ? sites.slice(1).join(', ') : siteAfter;
  return chalk.dim('stays');
}

function outage(row: Outcome): string {
  if (!row.recovered) return chalk.red(`over ${duration(row.outage)}`);
  return row.outage === 0 ? '0' : chalk.yellow(duration(row.outage));
}

function controlPlane({ controlPlane: figure }: Outcome): string {
  return figure.time === null ? chalk.red('never') : controlPlaneText(figure);
}
