import chalk from 'chalk';
import type { Criterion } from '../../explain/decision.ts';
import type { Candidate, JourneyHop } from '../../explain/journey.ts';
import type { NearerSite } from '../../explain/nearer-sites.ts';
import type { ExplainResult, Explanation } from '../../lab/explain.ts';
import type { SessionDown } from '../../lab/sessions-down.ts';
import { counted, duration } from '../../report/words.ts';
import type { Family } from '../../topology/topology.ts';
import { disagreement, lossOf, remark, STEPS } from './decision-words.ts';
import { stateText } from './session-words.ts';
import { table } from './table.ts';

/** What each step compares; shown where the step decided something, local preference and AS path always. */
const VALUES: readonly (readonly [Criterion, string, (candidate: Candidate) => string])[] = [
  ['weight', 'WEIGHT', ({ path }) => String(path.weight)],
  ['local-pref', 'LOCAL PREF', ({ path }) => String(path.localPref)],
  ['origin', 'ORIGIN', ({ path }) => path.origin],
  ['med', 'MED', ({ path }) => String(path.med)],
  ['igp-metric', 'IGP METRIC', ({ path }) => String(path.igpMetric)],
  ['router-id', 'ROUTER ID', ({ path }) => path.routerId],
  ['neighbor', 'ADDRESS', ({ path }) => path.neighbor ?? ''],
];

/** For each IP version: every router on the way with what it had to choose from, then the way that packets took. */
export function reportExplain(result: ExplainResult): string {
  return result.explanations.map((one) => explanation(result, one)).join('\n\n');
}

function explanation(result: ExplainResult, one: Explanation): string {
  const { client, service, faults } = result;
  const down = result.down.filter((session) => session.family === one.family);
  const { family, prefix, address, hops, end, trace, nearer } = one;
  const ends = {
    site: () => `is answered by ${chalk.bold(end.kind === 'site' ? end.site : '')}`,
    'no-route': () => chalk.red(`finds no route at ${end.kind === 'no-route' ? end.router : ''}`),
    loop: () => chalk.red(`runs in a circle through ${end.kind === 'loop' ? end.router : ''}`),
  };
  return [
    `${chalk.bold(client)}, asking ${service} at ${address} (IPv${family}), ${ends[end.kind]()}.`,
    ...hops.flatMap((hop) => ['', ...describeHop(hop, hop.prefix === prefix ? '' : ` to ${hop.prefix}`)]),
    '',
    `Packets went: ${[client, ...trace.map((node) => node ?? '(no reply)')].join(' -> ')}`,
    ...sharing(hops),
    ...nearer.map((site) => describeNearer(site, family, faults, down)),
    // What a fault in force takes down is no news where clients are answered all the same.
    ...(end.kind === 'site' && faults.length > 0 ? [] : down.map(describeDown)),
  ].join('\n');
}

function describeDown({ router, neighbor, ...session }: SessionDown): string {
  return chalk.yellow(
    `The session of ${router} with ${neighbor} over IPv${session.family} is down: ${stateText(session)}.`,
  );
}

/** Where routers use several paths at once, packets of other flows may end elsewhere. */
function sharing(hops: readonly JourneyHop[]): readonly string[] {
  const routers = hops
    .filter(
      ({ candidates, alsoNext }) =>
        alsoNext.length > 0 || candidates.some(({ chosen, path }) => !chosen && path.multipath),
    )
    .map(({ router }) => router);
  return routers.length === 0
    ? []
    : [`${routers.join(', ')} shares flows among several paths, and others may end elsewhere: see probe.`];
}

/** @param to what the paths are to, where it is not the prefix of the service */
function describeHop(hop: JourneyHop, to: string): readonly string[] {
  const { router, asn, candidates } = hop;
  const name = `${chalk.bold(router)} (AS ${asn})`;
  const [best] = candidates;
  if (best === undefined) return [`${name} knows no path.`];
  if (best.from === null && candidates.length === 1) return [`${name} announces it itself.`];
  const decisive = new Set(candidates.flatMap(({ lostBy }) => lostBy ?? []));
  const shown = VALUES.filter(([criterion]) => criterion === 'local-pref' || decisive.has(criterion));
  const isPassedOn = candidates.some(({ exit, from }) => exit !== from);
  const rows = candidates.map((candidate) => [
    candidate.chosen ? '>' : '',
    candidate.from ?? 'itself',
    candidate.relationship ?? '',
    ...(isPassedOn ? [candidate.exit ?? ''] : []),
    ...shown.map(([, , value]) => value(candidate)),
    candidate.asPath.join(' '),
    lossOf(candidate),
  ]);
  const exit = isPassedOn ? ['EXIT'] : [];
  const head = ['', 'FROM', 'RELATION', ...exit, ...shown.map(([, title]) => title), 'AS PATH', 'LOST BY'];
  const count = `has ${candidates.length === 1 ? 'one path' : `${candidates.length} paths`}${to}`;
  return [
    `${name} ${count}:`,
    ...table(head, rows).split('\n'),
    ...way(hop, best),
    ...(hop.agrees ? [] : [disagreement(hop)]),
    ...remark(hop),
  ];
}

/** Where packets go another way than to the neighbour that the chosen path is from. */
function way({ next, alsoNext }: JourneyHop, { exit }: Candidate): readonly string[] {
  if (alsoNext.length > 0) return [`Packets go to ${[next, ...alsoNext].join(' or ')}, flow by flow.`];
  return next === null || next === exit ? [] : [`Packets go to ${next}, which is on the way to ${exit}.`];
}

function describeNearer(
  { site, by, distance, instead, router, via, lostBy, longer, unspoken }: NearerSite,
  family: Family,
  faults: ExplainResult['faults'],
  down: readonly SessionDown[],
): string {
  const isDown = down.some(
    (session) => [router, via].includes(session.router) && [router, via].includes(session.neighbor),
  );
  const inForce = faults.map(({ kind, target }) => `${kind} at ${target}`).join(', ');
  const why =
    longer !== null
      ? `${via} offers ${router} no path to ${longer}, and the longest prefix wins`
      : unspoken
        ? `${router} and ${via} have no session for IPv${family}`
        : lostBy === null && inForce !== ''
          ? `${via} offers ${router} no path that way, with ${inForce} in force`
          : lostBy === null && isDown
            ? `the session of ${router} with ${via} is down`
            : lostBy === null
              ? `${via} does not offer ${router} that way: routes from peers and providers go to customers only`
              : `at ${router} the path from ${via} lost by ${STEPS[lostBy]}`;
  const far =
    by === 'links'
      ? `${counted(distance, 'link')} instead of ${instead}`
      : `${duration(distance)} there and back instead of ${duration(instead)}`;
  return `${chalk.bold(site)} is nearer, ${far}, but ${why}.`;
}
