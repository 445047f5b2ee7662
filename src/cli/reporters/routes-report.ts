import chalk from 'chalk';
import type { Candidate } from '../../explain/journey.ts';
import type { RouteEntry, RoutesResult } from '../../lab/routes.ts';
import { disagreement, lossOf } from './decision-words.ts';
import { table } from './table.ts';

/** What FRR gives routes of the router's own (BGP_ATTR_DEFAULT_WEIGHT); those of neighbours have 0. */
const OWN_WEIGHT = 32_768;

/** FRR's next hops of what the router brings in itself. */
const UNSPECIFIED: readonly string[] = ['0.0.0.0', '::'];

/** Every path of every prefix, the chosen one first, and beside it where the kernel sends packets. */
export function reportRoutes({ node, asn, routes }: RoutesResult): string {
  const weighs = routes.some(({ candidates }) => candidates.some(isWeighed));
  const head = [
    ...['PREFIX', 'OF', '', 'FROM', 'NEXT HOP'],
    ...(weighs ? ['WEIGHT'] : []),
    ...['LOCAL PREF', 'MED', 'ORIGIN', 'AS PATH', 'COMMUNITIES', 'LOST BY', 'KERNEL'],
  ];
  const rows = routes.flatMap((entry) =>
    entry.candidates.map((candidate, index) => [
      ...(index === 0 ? [entry.prefix, entry.of ?? ''] : ['', '']),
      candidate.chosen ? chalk.green('>') : '',
      origin(candidate),
      nextHop(candidate),
      ...(weighs ? [String(candidate.path.weight)] : []),
      ...attributes(candidate),
      lossOf(candidate),
      index === 0 ? kernel(entry) : '',
    ]),
  );
  const numbers = ['WEIGHT', 'LOCAL PREF', 'MED'].map((title) => head.indexOf(title));
  const wrong = routes.filter((entry) => !entry.agrees).map(disagreement);
  return [`${chalk.bold(node)} (AS ${asn})`, table(head, rows, numbers), ...wrong].join('\n');
}

/** Whether its weight says anything: mostly all are as FRR gives them, and nothing is chosen by that. */
function isWeighed({ path, lostBy }: Candidate): boolean {
  return lostBy === 'weight' || path.weight !== (path.learned === 'local' ? OWN_WEIGHT : 0);
}

function origin({ from, exit, relationship }: Candidate): string {
  if (from === null) return 'itself';
  return `${from} (${relationship})${exit === from ? '' : `, for ${exit}`}`;
}

/** Its address; whose it is, is said beside it: the neighbour's or, after `for`, another's. */
function nextHop({ path }: Candidate): string {
  return path.nextHop === null || UNSPECIFIED.includes(path.nextHop) ? '' : path.nextHop;
}

function attributes({ path, asPath }: Candidate): readonly string[] {
  return [
    String(path.localPref),
    String(path.med),
    path.origin,
    asPath.join(' '),
    path.communities.join(' '),
  ];
}

function kernel({ forwardsTo, candidates }: RouteEntry): string {
  if (forwardsTo.length > 0) return `to ${forwardsTo.join(', ')}`;
  // A network of the router's own is a blackhole there: its parts have routes of their own.
  return candidates[0]?.from === null ? 'here' : chalk.red('no route');
}
