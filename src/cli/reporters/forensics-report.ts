import chalk from 'chalk';
import type { VerdictCount } from '../../measure/forensics/counts.ts';
import type { Forensics, ForensicsInvalidity } from '../../measure/forensics/forensics.ts';
import type { TimelineEvent } from '../../measure/forensics/timeline.ts';
import { table } from './table.ts';
import { count, fromMicroseconds } from './units.ts';

/** What became of every lost query, and what happened around each change. */
export function reportForensics({ counts, timeline, losses, packets, invalid }: Forensics): string {
  const followed = `${count(losses.length, 'lost query', 'lost queries')} followed through ${count(packets, 'packet')} on all links`;
  return [
    chalk.bold(followed),
    ...(counts.length === 0 ? [] : [verdicts(counts)]),
    '',
    ...reportTimeline(timeline),
    ...invalid.map((reason) => chalk.red(`INVALID: ${describeInvalidity(reason)}`)),
  ].join('\n');
}

function verdicts(counts: readonly VerdictCount[]): string {
  const several = new Set(counts.map(({ service }) => service)).size > 1;
  return table(
    ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'LOST', 'VERDICT', 'WHERE'],
    counts.map(({ client, service, family, lost, verdict, cause, where }) => [
      client,
      ...(several ? [service] : []),
      `v${family}`,
      String(lost),
      cause === undefined ? verdict : `${verdict} (${cause})`,
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
        `+${fromMicroseconds(at - change.at)}`,
        kind,
        node,
        texts.join('; '),
      ]);
    const more = lines.length - shown.length;
    return [
      chalk.bold(`${change.node}: ${change.text}`),
      ...(shown.length === 0 ? ['nothing changed'] : [table(['AFTER', 'WHAT', 'NODE', 'EVENT'], shown, [0])]),
      ...(more > 0 ? [chalk.dim(`and ${count(more, 'more event')}`)] : []),
      '',
    ];
  });
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

function describeInvalidity(invalid: ForensicsInvalidity): string {
  switch (invalid.reason) {
    case 'packets-dropped':
      return `${invalid.dropped} of ${invalid.packets + invalid.dropped} packets were not captured: the machine is too busy for forensics at this rate`;
    case 'clock-set':
      return `the clock was set by ${fromMicroseconds(Math.abs(invalid.shift))} during the run: packets and queries cannot be put in one order`;
  }
}
