import chalk from 'chalk';
import type { LinkResult } from '../../lab/link.ts';
import type { LinkCondition } from '../../plan/link-condition.ts';
import { linkText, MECHANISM_WORDS } from '../../report/words.ts';
import { table } from './table.ts';

/** How many links a status names; those that are not as the topology says come first, and all of them. */
const NAMED = 12;

/** A line for each link that is more than a cable, or should be. Empty where there is none. */
export function reportLinks(lab: string, links: readonly LinkCondition[]): string {
  if (links.length === 0) return '';
  const odd = links.filter((link) => !link.works || !link.asPlanned);
  const rest = links.filter((link) => link.works && link.asPlanned);
  const shown = [...odd, ...rest.slice(0, Math.max(0, NAMED - odd.length))];
  const rows = shown.map((link) => [link.link, linkText(link.impairments), mechanism(link), note(lab, link)]);
  const left = links.length - shown.length;
  return [
    table(['LINK', 'IS', 'BY', ''], rows),
    ...(left === 0 ? [] : [`and ${left} more links as the topology says.`]),
  ].join('\n');
}

/** One link, and what it was before where it was changed. */
export function reportLink(result: LinkResult): string {
  const { lab, link, ends, before, impairments } = result;
  const by = result.mechanism === null ? '' : `, by ${MECHANISM_WORDS[result.mechanism]}`;
  const now = `${chalk.bold(link)} (${ends.join(', ')}): ${linkText(impairments)}${by}.`;
  const remark = note(lab, result);
  return [
    now,
    ...(before === undefined ? [] : [`Before: ${linkText(before)}.`]),
    ...(remark === '' ? [] : [`${remark}.`]),
  ].join('\n');
}

function mechanism({ mechanism: by }: LinkCondition): string {
  return by === null ? '' : MECHANISM_WORDS[by];
}

function note(lab: string, { works, asPlanned, planned }: LinkCondition): string {
  if (!works) {
    return chalk.red(
      `the delay line has died and nothing passes; anycast-lab restore --lab ${lab} starts it`,
    );
  }
  return asPlanned ? '' : chalk.yellow(`the topology says: ${linkText(planned)}`);
}
