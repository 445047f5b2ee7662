import chalk from 'chalk';
import type { ProbeResult } from '../../lab/probe.ts';
import type { CatchmentEntry, CatchmentProblem } from '../../measure/catchment.ts';
import { duration } from '../../report/words.ts';
import { table } from './table.ts';

/** The catchment matrix, and below it what is not as it should be. */
export function reportProbe(result: ProbeResult): string {
  const { entries, mismatches, services } = result;
  const several = services.length > 1;
  const head = ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'SITE', 'SERVER', 'RTT', 'ADDRESS'];
  const rows = entries.map((entry) => [
    entry.client,
    ...(several ? [entry.service] : []),
    `v${entry.family}`,
    entry.problem ? chalk.red(describeProblem(entry.problem)) : (entry.site ?? ''),
    entry.server ?? '',
    entry.rtt === null ? '' : duration(entry.rtt),
    addressOf(result, entry),
  ]);
  const unexpected = mismatches.map(
    ({ client, service, family, expected, seen }) =>
      `${client}${several ? `, ${service}` : ''} over IPv${family}: expected ${expected}, seen ${seen ?? 'no site'}`,
  );
  return [
    table(head, rows, [several ? 5 : 4]),
    summary(entries),
    ...unexpected.map((line) => chalk.red(line)),
  ].join('\n');
}

function addressOf({ services }: ProbeResult, entry: CatchmentEntry): string {
  const service = services.find(({ name }) => name === entry.service);
  return service?.prefixes.find(({ family }) => family === entry.family)?.address ?? '';
}

/** How many clients each site answers: `fra 2 (IPv4 2, IPv6 2)`. */
function summary(entries: readonly CatchmentEntry[]): string {
  const sites = [...new Set(entries.flatMap(({ site }) => (site === null ? [] : [site])))].toSorted();
  const counts = sites.map((site) => {
    const answered = entries.filter((entry) => entry.site === site);
    return `${chalk.bold(site)} ${answered.length} of ${entries.length}`;
  });
  return counts.length === 0 ? chalk.red('No site answers anyone.') : `Answers by site: ${counts.join(', ')}`;
}

function describeProblem(problem: CatchmentProblem): string {
  switch (problem.kind) {
    case 'unanswered':
      return `no answer: ${problem.reason}`;
    case 'rcode':
      return problem.rcode;
    case 'anonymous':
      return 'the answer names no server';
    case 'unknown-server':
      return `answered by ${problem.server}, which is no server of this lab`;
    case 'disagreement':
      return `NSID says ${problem.nsid}, CHAOS says ${problem.chaos}`;
  }
}
