/** What became of lost queries, as text in cells. */
import type { VerdictCount } from '../measure/forensics/counts.ts';
import type { Table } from './figure-rows.ts';
import { familyName } from './words.ts';

/** A row for each fate and place that lost queries of a client share; a client's rows sum to what it lost. */
export function verdictTable(counts: readonly VerdictCount[], severalServices: boolean): Table {
  return {
    head: ['Client', 'IP', ...(severalServices ? ['Service'] : []), 'Lost', 'What became of them', 'Where'],
    rows: counts.map(({ client, service, family, lost, where, ...fate }) => [
      ...[client, familyName(family), ...(severalServices ? [service] : [])],
      ...[String(lost), verdictName(fate), where ?? '–'],
    ]),
  };
}

/** `sent-to-dead-site`, `answer-lost (lost-on-link)`. */
export function verdictName({ verdict, cause }: Pick<VerdictCount, 'verdict' | 'cause'>): string {
  return cause === undefined ? verdict : `${verdict} (${cause})`;
}

/** All clients together: `12 sent-to-dead-site fra, 3 dropped-no-route t`; the most frequent first. */
export function verdictSummary(counts: readonly VerdictCount[]): string {
  const byFate = new Map<string, number>();
  for (const { lost, where, ...fate } of counts) {
    const name = [verdictName(fate), ...(where === null ? [] : [where])].join(' ');
    byFate.set(name, (byFate.get(name) ?? 0) + lost);
  }
  const sorted = [...byFate].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
  return sorted.map(([name, lost]) => `${lost} ${name}`).join(', ');
}
