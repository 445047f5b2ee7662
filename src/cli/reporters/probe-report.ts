import chalk from 'chalk';
import type { ProbeResult } from '../../lab/probe.ts';
import type { CatchmentEntry, CatchmentProblem } from '../../measure/catchment.ts';
import type { Asked } from '../../plan/expected-answers.ts';
import { duration, percent } from '../../report/words.ts';
import { sitesIn } from '../../topology/shared-sites.ts';
import { table } from './table.ts';
import { reportValidation } from './validation-report.ts';

/** The catchment matrix, and below it what is not as it should be. */
export function reportProbe(result: ProbeResult): string {
  const { entries, mismatches, services } = result;
  const several = services.length > 1;
  const shared = entries.some(({ shares }) => shares !== undefined);
  const head = [
    'CLIENT',
    ...(several ? ['SERVICE'] : []),
    ...['IP', 'SITE', 'SERVER'],
    ...(shared ? ['SHARE'] : []),
    ...['RTT', 'ADDRESS'],
  ];
  const rows = entries.flatMap((entry) => {
    const [first, ...others] = answerers(entry);
    const blank = several ? ['', '', ''] : ['', ''];
    return [
      [
        entry.client,
        ...(several ? [entry.service] : []),
        `v${entry.family}`,
        ...(first ?? []),
        ...(shared ? [shareOf(entry, 0)] : []),
        entry.rtt === null ? '' : duration(entry.rtt),
        addressOf(result, entry),
      ],
      ...others.map((other, index) => [...blank, ...other, shareOf(entry, index + 1), '', '']),
    ];
  });
  const who = ({ client, service, family }: Asked): string =>
    `${client}${several ? `, ${service}` : ''} over IPv${family}`;
  const lossy = entries.flatMap((entry) =>
    entry.problem !== null && problemInPlace(entry) === null
      ? [`${who(entry)}: ${describeProblem(entry.problem)}`]
      : [],
  );
  const unexpected = mismatches.map(
    (mismatch) => `${who(mismatch)}: expected ${mismatch.expected}, seen ${mismatch.seen ?? 'no site'}`,
  );
  return [
    table(head, rows, shared ? [several ? 5 : 4, several ? 6 : 5] : [several ? 5 : 4]),
    summary(entries),
    ...reportValidation(result.dnssec),
    ...[...lossy, ...unexpected].map((line) => chalk.red(line)),
  ].join('\n');
}

/** Site and server of all that answer a client. */
function answerers(entry: CatchmentEntry): readonly (readonly string[])[] {
  const { site, server, shares } = entry;
  const problem = problemInPlace(entry);
  if (problem !== null) return [[chalk.red(describeProblem(problem)), server ?? '']];
  return shares?.map((share) => [share.site, share.server]) ?? [[site ?? '', server ?? '']];
}

/** What stands in the place of a site; who answers some of a client's queries is shown, and the others below. */
function problemInPlace({ problem, site }: CatchmentEntry): CatchmentProblem | null {
  return problem?.kind === 'partly-unanswered' && site !== null ? null : problem;
}

function shareOf(entry: CatchmentEntry, index: number): string {
  const { shares = [] } = entry;
  const share = shares[index];
  if (problemInPlace(entry) !== null || share === undefined) return '';
  const all = shares.reduce((sum, { answers }) => sum + answers, 0);
  return percent(share.answers, all);
}

function addressOf({ services }: ProbeResult, entry: CatchmentEntry): string {
  const service = services.find(({ name }) => name === entry.service);
  return service?.prefixes.find(({ family }) => family === entry.family)?.address ?? '';
}

/** How many clients each site answers, be it a share of their queries only. */
function summary(entries: readonly CatchmentEntry[]): string {
  const answering = entries.map(({ site }) => (site === null ? [] : sitesIn(site)));
  const sites = [...new Set(answering.flat())].toSorted();
  const counts = sites.map((site) => {
    const answered = answering.filter((each) => each.includes(site));
    return `${chalk.bold(site)} ${answered.length} of ${entries.length}`;
  });
  return counts.length === 0 ? chalk.red('No site answers anyone.') : `Answers by site: ${counts.join(', ')}`;
}

function describeProblem(problem: CatchmentProblem): string {
  switch (problem.kind) {
    case 'unanswered':
      return `no answer: ${problem.reason}`;
    case 'partly-unanswered':
      return `no answer to ${problem.asked - problem.answered} of ${problem.asked} queries`;
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
