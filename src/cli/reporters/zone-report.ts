import chalk from 'chalk';
import type { ServerZone, ZoneStatusResult } from '../../lab/zone-serials.ts';
import type { ZoneUpdateResult } from '../../lab/zone-update.ts';
import { table } from './table.ts';

/** Which serial of each zone is where, and who is behind. */
export function reportZoneStatus({ lab, zones, good }: ZoneStatusResult): string {
  const rows = zones.flatMap(({ zone, primary, servers }) => [
    ...(primary === undefined ? [] : [[zone, 'primary', serialOr(primary, 'no answer'), '']]),
    ...servers.map((server, index) => [
      primary === undefined && index === 0 ? zone : '',
      server.server,
      serialOr(server.serial, '-'),
      stateOf(server),
    ]),
  ]);
  const verdict = good
    ? `Every server of ${chalk.bold(lab)} has its zones as they are.`
    : chalk.red(`Not every server of ${lab} has its zones as they are.`);
  return `${table(['ZONE', 'AT', 'SERIAL', 'STATE'], rows)}\n${verdict}`;
}

function serialOr(serial: number | null, otherwise: string): string {
  return serial === null ? otherwise : String(serial);
}

function stateOf({ state, seen }: ServerZone): string {
  if (state === 'current') return state;
  const text = state === 'no zone' ? state : `stale, ${state}`;
  return chalk.red(seen === undefined ? text : `${text} (${seen})`);
}

/** Where a change was served, and after how long. */
export function reportZoneUpdate(result: ZoneUpdateResult): string {
  const { zone, before, serial, changed, primary, servers, last } = result;
  if (!changed) return `${chalk.bold(zone)} was so already: its serial is ${serial} as before.`;
  const rows = [
    ['primary', '', milliseconds(primary)],
    ...servers.map(({ server, site, after, seen }) => [
      server,
      site,
      after === null ? chalk.red(`not served: ${seen}`) : milliseconds(after),
    ]),
  ];
  const end =
    last === null
      ? chalk.red(`Serial ${before} became ${serial}, and not every server serves it.`)
      : `Serial ${before} became ${serial}, and the last server served it after ${milliseconds(last)}.`;
  return `${chalk.bold(zone)}, changed at the primary:\n${table(['SERVER', 'SITE', 'AFTER'], rows)}\n${end}`;
}

function milliseconds(ms: number | null): string {
  return ms === null ? 'not in time' : `${Math.round(ms)} ms`;
}
