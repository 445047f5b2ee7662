import chalk from 'chalk';
import type { VerdictCount } from '../../measure/forensics/counts.ts';
import type { Forensics } from '../../measure/forensics/forensics.ts';
import type { TimelineEvent } from '../../measure/forensics/timeline.ts';
import type { RunStep } from '../../measure/run.ts';
import { verdictName } from '../../report/verdict-rows.ts';
import { counted, duration, forensicsInvalidityText, stepName } from '../../report/words.ts';
import { table } from './table.ts';

/** What became of the lost queries of each step of a run, and what happened around each change. */
export function reportForensics(
  { counts, timeline, packets, invalid }: Pick<Forensics, 'counts' | 'timeline' | 'packets' | 'invalid'>,
  steps: readonly RunStep[],
): string {
  return [
    // First of all, as nobody should read what does not stand.
    ...invalid.map((reason) => chalk.red(`INVALID: ${forensicsInvalidityText(reason)}`)),
    `Lost queries followed through ${counted(packets, 'packet')} on all links:`,
    ...steps.flatMap((step, index) => reportLosses(step, counts[index] ?? [])),
    '',
    ...reportTimeline(timeline),
  ].join('\n');
}

function reportLosses(step: RunStep, counts: readonly VerdictCount[]): readonly string[] {
  const lost = counts.reduce((sum, count) => sum + count.lost, 0);
  return [chalk.bold(`${stepName(step)}: ${lost} lost`), ...(counts.length === 0 ? [] : [verdicts(counts)])];
}

function verdicts(counts: readonly VerdictCount[]): string {
  const several = new Set(counts.map(({ service }) => service)).size > 1;
  return table(
    ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'LOST', 'VERDICT', 'WHERE'],
    counts.map(({ client, service, family, lost, where, ...fate }) => [
      client,
      ...(several ? [service] : []),
      `v${family}`,
      String(lost),
      verdictName(fate),
      where ?? '-',
    ]),
    [several ? 3 : 2],
  );
}

/** So many lines for each change are enough to see what set off what. */
const LONGEST = 20;

/**
 * The events from each fault or restore on, up to the next; times count from it. What one node did or said to several at once,
 * or for both IP versions, is one line.
 */
function reportTimeline(timeline: readonly TimelineEvent[]): readonly string[] {
  const starts = timeline.flatMap(({ kind }, index) =>
    kind === 'fault' || kind === 'restore' ? [index] : [],
  );
  return starts.flatMap((start, nth) => {
    const [change, ...rest] = timeline.slice(start, starts[nth + 1]);
    if (change === undefined) return [];
    const lines = fold(rest);
    const shown = lines
      .slice(0, LONGEST)
      .map(({ at, kind, node, texts }) => [
        `+${duration(at - change.at)}`,
        kind,
        node,
        (kind === 'bgp' ? byMessage(texts) : texts).join('; '),
      ]);
    const more = lines.length - shown.length;
    return [
      chalk.bold(`${change.node}: ${change.text}`),
      ...(shown.length === 0 ? ['nothing changed'] : [table(['AFTER', 'WHAT', 'NODE', 'EVENT'], shown, [0])]),
      ...(more > 0 ? [chalk.dim(`and ${counted(more, 'more event')}`)] : []),
      '',
    ];
  });
}

/** `to t: UPDATE` and `to u: UPDATE` as `UPDATE to t, u`: a router tells most things to all its neighbours. */
function byMessage(texts: readonly string[]): readonly string[] {
  const peers = new Map<string, string[]>();
  for (const text of texts) {
    const [, peer = '', message = text] = /^to (\S+): (.*)$/.exec(text) ?? [];
    peers.set(message, [...(peers.get(message) ?? []), peer]);
  }
  return [...peers].map(([message, names]) => `${message} to ${names.join(', ')}`);
}

interface Line extends Pick<TimelineEvent, 'at' | 'kind' | 'node'> {
  readonly texts: string[];
}

/** What a node does within this time of the first is told with it, in µs. */
const TOGETHER = 50_000;

function fold(events: readonly TimelineEvent[]): readonly Line[] {
  const lines: Line[] = [];
  for (const { at, kind, node, text } of events) {
    const line = lines.findLast((one) => one.kind === kind && one.node === node);
    if (line === undefined || at - line.at > TOGETHER) lines.push({ at, kind, node, texts: [text] });
    else if (!line.texts.includes(text)) line.texts.push(text);
  }
  return lines;
}
