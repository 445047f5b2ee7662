import chalk from 'chalk';
import type { SiteServer, SiteStatus } from '../../lab/site-status.ts';
import { counted } from '../../report/words.ts';
import { table } from './table.ts';

/** How many zones a line names before it only counts them. */
const NAMED = 2;

/**
 * A line for each site: whether it is announced, its servers, their serials, its queries, and why it is not as it should be. Empty without
 * sites.
 * @param over for how long the queries a second are a mean, in s; null: there are none
 */
export function reportSites(sites: readonly SiteStatus[], over: number | null): string {
  if (sites.length === 0) return '';
  const keeps = sites.some(({ cacheHitRate }) => cacheHitRate !== null);
  const isOdd = sites.some(({ why }) => why.length > 0);
  const head = [
    ...['SITE', 'ANNOUNCED', 'SERVERS IN', 'SERIALS', 'QUERIES/S'],
    ...(keeps ? ['FROM CACHE'] : []),
    'SESSIONS',
    ...(isOdd ? ['WHY'] : []),
  ];
  const rows = sites.map((site) => [
    site.site,
    announcedText(site),
    serversText(site.servers),
    serialsText(site.servers),
    site.queriesPerSecond === null ? '-' : site.queriesPerSecond.toFixed(1),
    ...(keeps ? [site.cacheHitRate === null ? '-' : `${(100 * site.cacheHitRate).toFixed(1)} %`] : []),
    share(site.sessions.up, site.sessions.of),
    ...(isOdd ? [chalk.yellow(site.why.map(({ text }) => text).join('; '))] : []),
  ]);
  return [
    table(head, rows, [4]),
    ...(over === null
      ? []
      : [`Queries a second are a mean over ${over.toFixed(1)} s; those of health checks are among them.`]),
  ].join('\n');
}

function announcedText({ announced, prefixes }: SiteStatus): string {
  if (announced !== 'partly') return announced === 'no' ? chalk.red(announced) : announced;
  return chalk.red(share(prefixes.filter((prefix) => prefix.announced).length, prefixes.length));
}

/** `2 of 3`; those that nobody checks count as in while they run. */
function serversText(servers: readonly SiteServer[]): string {
  const isIn = servers.filter(({ state }) => state === 'in' || state === 'not checked');
  return share(isIn.length, servers.length);
}

function share(good: number, of: number): string {
  const text = `${good} of ${of}`;
  return good === of ? text : chalk.red(text);
}

/** `example.test 7`, with the servers that have another: `example.test 7 (ns2.fra 6, behind)`. */
function serialsText(servers: readonly SiteServer[]): string {
  const zones = [...new Set(servers.flatMap((server) => server.zones.map(({ zone }) => zone)))];
  if (zones.length === 0) return '-';
  const odd = zones.filter((zone) => oddServers(servers, zone).length > 0);
  const shown = [...odd, ...zones.filter((zone) => !odd.includes(zone))].slice(
    0,
    Math.max(NAMED, odd.length),
  );
  const texts = shown.map((zone) => {
    const others = oddServers(servers, zone);
    const serial = commonSerial(servers, zone);
    const note = others.length === 0 ? '' : ` ${chalk.red(`(${others.join('; ')})`)}`;
    return serial === null ? chalk.red(`${zone} nowhere`) : `${zone} ${serial}${note}`;
  });
  const rest = zones.length - shown.length;
  return [...texts, ...(rest > 0 ? [`${counted(rest, 'zone')} more`] : [])].join(', ');
}

/** The serial of the servers that are current, or of any. */
function commonSerial(servers: readonly SiteServer[], zone: string): number | null {
  const found = servers.flatMap((server) => server.zones.filter((each) => each.zone === zone));
  const current = found.find(({ state, serial }) => state === 'current' && serial !== null);
  return (current ?? found.find(({ serial }) => serial !== null))?.serial ?? null;
}

function oddServers(servers: readonly SiteServer[], zone: string): readonly string[] {
  return servers.flatMap(({ server, zones }) =>
    zones
      .filter((each) => each.zone === zone && each.state !== 'current')
      .map(({ serial, state }) => `${server} ${serial === null ? state : `${serial}, ${state}`}`),
  );
}
