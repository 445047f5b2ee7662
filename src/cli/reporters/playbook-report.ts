import chalk from 'chalk';
import type { PlaybookResult, PlaybookRow } from '../../lab/playbook.ts';
import type { SiteShare } from '../../measure/catchment-moves.ts';
import { counted } from '../../report/words.ts';
import { FAMILIES, type Family, type PerFamily } from '../../topology/topology.ts';
import { seconds } from './seconds.ts';
import { table } from './table.ts';
import { putBack } from './whatif-report.ts';

/** A line for each combination and IP version, one for both where they are the same: how many clients each site answers. */
export function reportPlaybook(result: PlaybookResult): string {
  const { lab, rows, sites, before, astray, seconds: took } = result;
  const prepended = Object.keys(rows[0]?.prepend ?? {});
  const nobody = rows.some(({ shares }) =>
    FAMILIES.some((family) => shares[family].some(({ site }) => site === null)),
  );
  const columns = [...sites, ...(nobody ? [null] : [])];
  const head = [
    ...prepended.map((site) => `${site} +`),
    'IP',
    ...columns.map((site) => site ?? 'nobody'),
    'MOVED',
  ];
  const lines = rows.flatMap((row) =>
    versionsOf(row.shares).map(([name, family], index) => [
      ...prepended.map((site) => (index === 0 ? String(row.prepend[site]) : '')),
      name,
      ...columns.map((site) => cell(row, before, family, site)),
      index === 0 ? String(row.moved) : '',
    ]),
  );
  const right = [
    ...prepended.map((_, index) => index),
    ...columns.map((_, index) => prepended.length + 1 + index),
  ];
  return [
    `${chalk.bold(lab)}: clients that each site answers, for ${counted(rows.length, 'combination')} of prepending`,
    table(head, lines, [...right, head.length - 1]),
    `${putBack(astray)} This took ${seconds(took)}.`,
  ].join('\n');
}

/** A share that is not that of before stands out. */
function cell(
  row: PlaybookRow,
  before: PlaybookResult['before'],
  family: Family,
  site: string | null,
): string {
  const [now, was] = [row.shares, before].map(
    (shares) => shares[family].find((share) => share.site === site)?.answers ?? 0,
  );
  return now === was ? String(now) : chalk.yellow(String(now));
}

/** Those that there are; one line will do for both where all shares are the same. */
function versionsOf(shares: PerFamily<readonly SiteShare[]>): readonly (readonly [string, Family])[] {
  const there = FAMILIES.filter((family) => shares[family].some(({ of }) => of > 0));
  if (there.length === 2 && JSON.stringify(shares[4]) === JSON.stringify(shares[6])) return [['v4, v6', 4]];
  return there.map((family) => [`v${family}`, family]);
}
