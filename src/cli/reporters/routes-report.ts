import chalk from 'chalk';
import type { Candidate } from '../../explain/journey.ts';
import type { RouteEntry, RoutesResult } from '../../lab/routes.ts';
import { disagreement, lossOf } from './decision-words.ts';
import { table } from './table.ts';

const HEAD = [
  'PREFIX',
  'OF',
  '',
  'FROM',
  'LOCAL PREF',
  'MED',
  'ORIGIN',
  'AS PATH',
  'COMMUNITIES',
  'LOST BY',
  'KERNEL',
];

/** Every path of every prefix, the chosen one first, and beside it where the kernel sends packets. */
export function reportRoutes({ node, asn, routes }: RoutesResult): string {
  const rows = routes.flatMap((entry) =>
    entry.candidates.map((candidate, index) => [
      ...(index === 0 ? [entry.prefix, entry.of ?? ''] : ['', '']),
      candidate.chosen ? chalk.green('>') : '',
      origin(candidate),
      ...attributes(candidate),
      lossOf(candidate),
      index === 0 ? kernel(entry) : '',
    ]),
  );
  const wrong = routes.filter((entry) => !entry.agrees).map(disagreement);
  return [`${chalk.bold(node)} (AS ${asn})`, table(HEAD, rows, [4, 5]), ...wrong].join('\n');
}

function origin({ from, exit, relationship }: Candidate): string {
  if (from === null) return 'itself';
  return `${from} (${relationship})${exit === from ? '' : `, for ${exit}`}`;
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
