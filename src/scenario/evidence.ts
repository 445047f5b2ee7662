/** What a client's figures of a step can be told from, in words. */
import { type ChangeInstant, earliest, type Outcome } from '../measure/failover.ts';
import { isAnswered } from '../measure/outage.ts';
import type { RecordedRun, RunStep } from '../measure/run.ts';
import { type QuerySample, seriesKey } from '../measure/samples.ts';
import { milliseconds } from './units.ts';

/** Finds what there is to say of an outcome of a step. */
export type FindEvidence = (outcome: Outcome, step: number) => readonly string[];

/** Prepares a run for questions about many of its outcomes. */
export function evidenceIn(run: RecordedRun): FindEvidence {
  const unanswered = new Map<string, QuerySample[]>();
  for (const series of run.record.series) {
    const missed = series.samples.filter((sample) => !sample.dropped && !isAnswered(sample));
    unanswered.set(
      seriesKey(series),
      missed.sort((a, b) => a.sentAt - b.sentAt),
    );
  }
  return (outcome, index) => {
    const step = run.steps[index];
    if (step === undefined) return [];
    const next = run.steps[index + 1];
    const until = next === undefined ? Number.POSITIVE_INFINITY : earliest(next.instants);
    const series = unanswered.get(seriesKey(outcome)) ?? [];
    return [
      sitesInTurn(outcome),
      ...gap(outcome, series, step, until),
      ...controlPlane(outcome),
      ...(step.settled ? [] : [`not every client had settled after ${run.patience} s`]),
      `a query every ${run.interval} ms`,
    ];
  };
}

function sitesInTurn({ sites, recovered }: Outcome): string {
  const turns = sites.length === 0 ? 'answered by no site' : `answered by ${sites.join(', then ')}`;
  return recovered || sites.length === 0 ? turns : `${turns}, then by none`;
}

/** When, after the instant of the step, the unanswered queries were sent, and what they came to. */
function gap(
  outcome: Outcome,
  unanswered: readonly QuerySample[],
  step: RunStep,
  until: number,
): readonly string[] {
  if (outcome.lost + outcome.failed === 0) return [];
  const at = instantFor(outcome, step.instants);
  // The window holds queries that the step found under way: no more of them than are missing from those sent after it.
  const after = unanswered.filter(({ sentAt }) => sentAt >= at && sentAt < until);
  const underWay = unanswered.filter(({ sentAt }) => sentAt < at);
  const found = outcome.lost + outcome.failed - after.length;
  const [first, last] = [[...underWay.slice(underWay.length - Math.max(0, found)), ...after]].flatMap(
    (all) => [all[0], all.at(-1)],
  );
  const errors = Object.entries(outcome.errors).map(([name, count]) => `${count} refused with ${name}`);
  const parts = [
    ...(outcome.late > 0 ? [`${outcome.late} answered late`] : []),
    ...(outcome.failed > 0 ? [`${outcome.failed} answered with an error`] : []),
    ...errors,
  ];
  if (first === undefined || last === undefined) return parts;
  const sent = `queries without an answer were sent from ${signed(first.sentAt - at)} to ${signed(last.sentAt - at)}`;
  return [`${sent}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`];
}

function instantFor({ family }: Outcome, instants: readonly ChangeInstant[]): number {
  return instants.find((instant) => instant.family === family)?.before ?? earliest(instants);
}

function controlPlane({ controlPlane: { time, completedBy } }: Outcome): readonly string[] {
  if (time === null) return ["the routers' tables did not come to lead there"];
  return time === 0
    ? []
    : [`the routers' tables led there after ${milliseconds(time)}, at ${completedBy} last`];
}

function signed(microseconds: number): string {
  return microseconds < 0 ? `-${milliseconds(-microseconds)}` : `+${milliseconds(microseconds)}`;
}
