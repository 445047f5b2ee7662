import chalk from 'chalk';
import type { TraceResult, TraceStep } from '../../lab/trace.ts';
import { counted, duration } from '../../report/words.ts';
import { table } from './table.ts';

/** A row for each query, from the root down. */
export function reportTrace({ client, name, type, steps, answered }: TraceResult): string {
  const sites = [...new Set(steps.flatMap(({ site }) => site ?? []))];
  const took = steps.reduce((sum, { rtt }) => sum + (rtt ?? 0), 0);
  return [
    table(
      ['ZONE', 'ASKED', 'ADDRESS', 'SITE', 'SERVER', 'RTT', 'SAYS'],
      steps.map((step) => [
        step.zone,
        step.asked.name,
        step.asked.address,
        step.site ?? chalk.red('?'),
        step.server ?? '',
        step.rtt === null ? '' : duration(step.rtt),
        says(step),
      ]),
      [5],
    ),
    answered
      ? `${client} has its answer after ${counted(steps.length, 'query', 'queries')} and ${duration(took)}, from ${sites.join(', ')}.`
      : chalk.red(`${client} gets no answer for ${name} ${type}.`),
  ].join('\n');
}

function says({ outcome, name }: TraceStep): string {
  switch (outcome.kind) {
    case 'answer':
      return outcome.records.join(', ');
    case 'alias':
      return `${name} is ${outcome.target}`;
    case 'referral':
      return `ask the servers of ${outcome.zone}`;
    case 'nothing':
      return outcome.rcode === 'NXDOMAIN' ? 'there is no such name' : 'nothing of this type';
    case 'useless':
      return chalk.red(outcome.why);
    case 'unanswered':
      return chalk.red(outcome.reason);
  }
}
