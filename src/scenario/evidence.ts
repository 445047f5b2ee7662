/** What a client's figures of a step can be told from, in words. */
import { beginningOf, type Outcome } from '../measure/failover.ts';
import { unansweredQueries } from '../measure/outage.ts';
import type { RecordedRun } from '../measure/run.ts';
import { seriesKey } from '../measure/samples.ts';
import { partlyAnsweredBy } from '../measure/sharing.ts';
import { unsettledText } from '../measure/unsettled.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { sharesText } from './shares-text.ts';
import { milliseconds } from './units.ts';

/** Finds what there is to say of an outcome of a step. */
export type FindEvidence = (outcome: Outcome, step: number) => readonly string[];

/** Prepares a run for questions about many of its outcomes. */
export function evidenceIn(plan: LabPlan, run: RecordedRun): FindEvidence {
  const gaps = run.steps.map(() => new Map<string, Gap>());
  for (const { client, service, family, samples } of run.record.series) {
    const one = { client, service, family, samples };
    for (const [index, { instants }] of run.steps.entries()) {
      const at = beginningOf(plan, one, instants);
      const until = beginningOf(plan, one, run.steps[index + 1]?.instants ?? []);
      const unanswered = unansweredQueries(one, at, { until });
      const [first, last] = [unanswered[0], unanswered.at(-1)];
      if (first === undefined || last === undefined) continue;
      gaps[index]?.set(seriesKey(one), { from: first.sentAt - at, to: last.sentAt - at });
    }
  }
  return (outcome, index) => {
    const step = run.steps[index];
    if (step === undefined) return [];
    return [
      sitesInTurn(outcome),
      ...sharesText(outcome),
      ...describeGap(outcome, gaps[index]?.get(seriesKey(outcome))),
      ...controlPlane(outcome),
      ...(step.settled ? [] : [unsettledText(run.patience, step.unsettled)]),
      queriesSent(outcome, run.interval),
    ];
  };
}

/** When the first and the last of a step's unanswered queries were sent, in µs after its instant. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

function sitesInTurn(outcome: Outcome): string {
  const { sites, recovered } = outcome;
  const turns = sites.length === 0 ? 'answered by no site' : `answered by ${sites.join(', then ')}`;
  const last = [...partlyAnsweredBy(outcome), 'none'].join(' and by ');
  return recovered || sites.length === 0 ? turns : `${turns}, then by ${last}`;
}

/** When, after the instant of the step, the unanswered queries were sent, and what they came to. */
function describeGap(outcome: Outcome, gap: Gap | undefined): readonly string[] {
  if (gap === undefined) return [];
  const errors = Object.entries(outcome.errors).map(([name, count]) => `${count} refused with ${name}`);
  const parts = [
    ...(outcome.late > 0 ? [`${outcome.late} answered late`] : []),
    ...(outcome.failed > 0 ? [`${outcome.failed} answered with an error`] : []),
    ...errors,
  ];
  const sent = `queries without an answer were sent from ${signed(gap.from)} to ${signed(gap.to)}`;
  return [`${sent}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`];
}

/** How fine the figures are: late queries of a busy machine make them coarser than was asked for. */
function queriesSent({ resolution }: Outcome, interval: number): string {
  const asked = `a query every ${interval} ms`;
  return resolution > 2000 * interval ? `${asked}, but none for ${milliseconds(resolution)} once` : asked;
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
