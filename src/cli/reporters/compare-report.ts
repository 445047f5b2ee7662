import chalk from 'chalk';
import type { CompareResult, SingleFailure } from '../../lab/compare.ts';
import type { ClientComparison, Comparison } from '../../measure/comparison.ts';
import type { InflationBin } from '../../measure/inflation.ts';
import { hasOwnP95, type Spread } from '../../measure/repeats.ts';
import { duration, percent } from '../../report/words.ts';
import { table } from './table.ts';

/** How far each client is from each site, where anycast took it, and what that costs; then what a failure leaves. */
export function reportCompare(result: CompareResult): string {
  return [
    matrix(result),
    '',
    ...summary(result),
    '',
    distribution(result),
    ...(result.failure === null ? [] : ['', ...failure(result, result.failure)]),
  ].join('\n');
}

/** The nearest site of each client is marked with a star. */
function matrix({ clients, single }: Comparison): string {
  const sites = single.map(({ site }) => site);
  const head = [
    'CLIENT',
    'IP',
    ...sites.map((site) => site.toUpperCase()),
    'ANYCAST',
    'ITS RTT',
    'MORE THAN BEST',
  ];
  const rows = clients.map((one) => [
    one.client,
    `v${one.family}`,
    ...sites.map((site) => cell(one, site)),
    one.anycast === null ? chalk.red('no answer') : one.anycast.site,
    one.anycast === null ? '' : duration(one.anycast.rtt),
    more(one),
  ]);
  const times = [...sites.map((_, index) => index + 2), sites.length + 3, sites.length + 4];
  return table(head, rows, times);
}

function cell({ unicast, best }: ClientComparison, site: string): string {
  const rtt = unicast.find((one) => one.site === site)?.rtt ?? null;
  if (rtt === null) return chalk.red('none');
  return site === best?.site ? `* ${duration(rtt)}` : duration(rtt);
}

function more({ inflation, anycast, best }: ClientComparison): string {
  if (inflation === null) return '';
  return anycast?.site === best?.site ? '' : chalk.yellow(duration(inflation));
}

function summary({ anycast, inflation, single, nearest }: Comparison): readonly string[] {
  const rows = [
    ['anycast', anycast],
    ['more than the nearest site', inflation],
    ...single.map(({ site, rtt }) => [`all to ${site}`, rtt] as const),
  ] as const;
  const p95 = hasOwnP95(anycast) ? ' p95 by nearest rank.' : '';
  return [
    roundTrips(rows),
    `Anycast chose the nearest site (*) for ${nearest.chosen} of ${nearest.of}.${p95}`,
  ];
}

/** The most characters of a bar: with the columns before it, a row fits a terminal of 80. */
const BAR = 40;

/** How many are led how far astray: a bar for each bin, with a character for each client and IP version, or to scale. */
function distribution({ clients, inflationBins }: Comparison): string {
  const unknown = clients.filter(({ inflation }) => inflation === null).length;
  const counts = [
    ...inflationBins.map((bin, index) => [range(inflationBins[index - 1], bin.upTo), bin.clients] as const),
    ...(unknown > 0 ? [['not known', unknown] as const] : []),
  ];
  const most = Math.max(BAR, ...counts.map(([, count]) => count));
  const rows = counts.map(([what, count]) => [
    ...[what, String(count), percent(count, clients.length)],
    '#'.repeat(Math.ceil((count * BAR) / most)),
  ]);
  return table(['MORE THAN BEST', `OF ${clients.length}`, 'SHARE', ''], rows, [1, 2]);
}

function range(below: InflationBin | undefined, upTo: number | null): string {
  if (upTo === null) return `over ${duration(below?.upTo ?? 0)}`;
  return upTo === 0 ? '0' : `up to ${duration(upTo)}`;
}

/** A row for each spread, all of them over the same clients. */
function roundTrips(rows: readonly (readonly [what: string, spread: Spread])[]): string {
  const p95 = rows.some(([, spread]) => hasOwnP95(spread)) ? ['P95'] : [];
  return table(
    ['RTT', 'MEDIAN', ...p95, 'MAX'],
    rows.map(([what, spread]) => [what, ...figures(spread)]),
    [1, 2, 3],
  );
}

function figures(spread: Spread): readonly string[] {
  const { median, p95, max } = spread;
  return [median, ...(hasOwnP95(spread) ? [p95] : []), max].map((value) =>
    value === null ? chalk.red('no answer') : duration(value),
  );
}

function failure(
  before: Comparison,
  { site, of, unicastLost, anycastLost, comparison }: SingleFailure,
): readonly string[] {
  const moved = comparison.clients.filter((after) => {
    const was = before.clients.find((one) => one.client === after.client && one.family === after.family);
    return was?.anycast?.site === site && after.anycast !== null;
  });
  const answered = of - anycastLost;
  return [
    `Without ${chalk.bold(site)}: at its own address ${unicastLost} of ${of} get no answer; by anycast ${answered} of ${of} are answered, ${moved.length} of them by another site than before.`,
    roundTrips([
      ['anycast', before.anycast],
      [`anycast without ${site}`, comparison.anycast],
    ]),
    `${site} is back. What its going cost meanwhile: anycast-lab failover ${site} --fault site-crash`,
  ];
}
