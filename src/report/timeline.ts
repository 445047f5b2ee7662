/** What is drawn of a run in time: who answered each client when, and every loss; made small enough for a page. */
import { earliest } from '../measure/failover.ts';
import { isAnswered, sendingOf } from '../measure/outage.ts';
import type { RecordedRun } from '../measure/run.ts';
import type { StepFigures } from '../measure/run-figures.ts';
import type { QuerySample } from '../measure/samples.ts';
import type { Family } from '../topology/topology.ts';
import { stepName } from './words.ts';

/** From and to in ms after the start of the first step, when the first and the last query of the row were sent. */
type Period = readonly [from: number, to: number];

/** Queries in a row that one site answered; null: answered without a name that is known. */
export type AnswerSpan = readonly [...Period, site: string | null];

/** Queries in a row that were not answered in time, or with an error. Where rows are joined, some between were. */
export type LossSpan = readonly [...Period, lost: number];

/** One client, service and IP version. */
export interface Lane {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly answers: readonly AnswerSpan[];
  readonly losses: readonly LossSpan[];
}

/** A moment that a line marks, in ms after the start of the first step. */
export interface Mark {
  readonly at: number;
  readonly kind: 'step' | 'control-plane';
  readonly text: string;
}

type Spanning = readonly [...Period, ...unknown[]];

export interface Timeline {
  readonly from: number;
  readonly to: number;
  /** Between two queries, in ms: for so long the last query of a period stands. */
  readonly interval: number;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  /** How many ms of losses are joined into one where there are too many; 0: nothing is joined. */
  readonly bin: number;
}

/**
 * The timeline of a run. A lane that would have more than `most` spans of losses, or of answers, has those joined that lie
 * within one bin: a bin with a loss in it stays marked as having one, and counts are kept.
 */
export function timelineOf(run: RecordedRun, figures: readonly StepFigures[], most: number): Timeline {
  const { first, last } = sendingOf(run.record.series);
  const start = Math.min(...run.steps.map(({ instants }) => earliest(instants)));
  const origin = Number.isFinite(start) ? start : first;
  const ms = (at: number) => Math.round((at - origin) / 100) / 10;
  const [from, to] = last < first ? [0, 0] : [ms(first), ms(last)];
  const bin = Math.ceil((to - from) / most);
  let joined = false;
  const limit = <T extends Spanning>(spans: readonly T[], join: (a: T, b: T) => T): readonly T[] => {
    if (spans.length <= most) return spans;
    joined = true;
    return joinWithin(spans, bin, join);
  };
  const lanes = run.record.series.map(({ client, service, family, samples }): Lane => {
    const sent = samples.filter(({ dropped }) => !dropped).sort((a, b) => a.sentAt - b.sentAt);
    const { answers, losses } = spansOf(sent, ms);
    return {
      ...{ client, service, family },
      answers: limit(answers, (a, b) => [a[0], b[1], b[2]]),
      losses: limit(losses, (a, b) => [a[0], b[1], a[2] + b[2]]),
    };
  });
  return { from, to, interval: run.interval, lanes, marks: marksOf(figures, ms), bin: joined ? bin : 0 };
}

function spansOf(samples: readonly QuerySample[], ms: (at: number) => number) {
  const answers: AnswerSpan[] = [];
  const losses: LossSpan[] = [];
  let last: 'lost' | { readonly site: string | null } | null = null;
  for (const sample of samples) {
    const at = ms(sample.sentAt);
    if (!isAnswered(sample)) {
      const previous = last === 'lost' ? losses.pop() : undefined;
      losses.push([previous?.[0] ?? at, at, (previous?.[2] ?? 0) + 1]);
      last = 'lost';
    } else {
      const continues: boolean = last !== null && last !== 'lost' && last.site === sample.site;
      const previous: AnswerSpan | undefined = continues ? answers.pop() : undefined;
      answers.push([previous?.[0] ?? at, at, sample.site]);
      last = { site: sample.site };
    }
  }
  return { answers, losses };
}

/** Joins spans that start within the same bin. */
function joinWithin<T extends Spanning>(
  spans: readonly T[],
  bin: number,
  join: (a: T, b: T) => T,
): readonly T[] {
  const result: T[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && Math.floor(last[0] / bin) === Math.floor(span[0] / bin)) {
      result[result.length - 1] = join(last, span);
    } else result.push(span);
  }
  return result;
}

/** Each step once, and each moment at which BGP had done its work for one or more clients. */
function marksOf(figures: readonly StepFigures[], ms: (at: number) => number): readonly Mark[] {
  return figures.flatMap(({ step, outcomes }) => {
    const start = earliest(step.instants);
    const name = stepName(step);
    if (!Number.isFinite(start)) return [];
    const byTime = new Map<number, Set<string>>();
    for (const outcome of outcomes) {
      const { time, completedBy } = outcome.controlPlane;
      if (time === null || completedBy === null) continue;
      const at = ms(start + time);
      byTime.set(at, (byTime.get(at) ?? new Set()).add(completedBy));
    }
    const done = [...byTime].map(([at, nodes]): Mark => {
      return { at, kind: 'control-plane', text: `routes changed at ${[...nodes].sort().join(', ')}` };
    });
    return [{ at: ms(start), kind: 'step', text: name }, ...done];
  });
}
