/** What became of the TCP connections that clients held through a run. Pure. */
import type { LabPlan } from '../../plan/lab-plan.ts';
import type { Family } from '../../topology/topology.ts';
import { beginningOf } from '../failover.ts';
import type { RecordedRun } from '../run.ts';
import { seriesKey } from '../samples.ts';
import type { BreakKind, HeldRecord, HoldEvent } from './hold-events.ts';

/** The version of `HeldConnections`: it grows with what would mislead who knows only the one before. */
const HELD_VERSION = 1 as const;

/** Times in ms of what was asked for. */
export interface HeldConnections extends Omit<HeldRecord, 'events'> {
  readonly version: typeof HELD_VERSION;
  /** One for each step of the run. */
  readonly steps: readonly (readonly HeldOutcome[])[];
}

/** What a step meant for the connection of one client to one address; times in µs. */
export interface HeldOutcome {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** The site that it led to at the instant; null: there was none. */
  readonly from: string | null;
  /** The first break after the instant. Null: it held. */
  readonly broke: HeldBreak | null;
  /** How many connections broke until the next step: a new one may break, too. */
  readonly breaks: number;
  /** The connection at the end, where it is another one; null: the first holds, or none works. */
  readonly again: HeldAgain | null;
  /** Whether at the end a connection is there that is answered. */
  readonly works: boolean;
}

export interface HeldBreak {
  readonly how: BreakKind;
  /** From the instant until the client noticed. */
  readonly after: number;
  /** For how long the client had waited for an answer by then; 0: it waited for none. */
  readonly waited: number;
}

export interface HeldAgain {
  readonly site: string | null;
  /** From the instant until the first answer over it. */
  readonly after: number;
  /** From the break before it until then: what a new connection cost. */
  readonly took: number;
  /** Attempts that came to nothing. */
  readonly failures: number;
}

/** Figures of each step of a run, sorted by client, service and IP version; null: no connection was held. */
export function measureHeld(
  plan: LabPlan,
  { steps, record }: Pick<RecordedRun, 'steps' | 'record'>,
): HeldConnections | null {
  if (record.held === undefined) return null;
  const { events, ...holding } = record.held;
  const keys = [...new Set(events.map(seriesKey))].toSorted();
  const series = keys.map((key) => events.filter((event) => seriesKey(event) === key));
  const outcomes = steps.map((step, index) =>
    series.flatMap((own) => {
      const [name] = own;
      if (name === undefined) return [];
      const from = beginningOf(plan, name, step.instants);
      const next = steps[index + 1];
      const until = next === undefined ? Number.POSITIVE_INFINITY : beginningOf(plan, name, next.instants);
      return [outcomeOf(own, from, until)];
    }),
  );
  return { version: HELD_VERSION, ...holding, steps: outcomes };
}

/** @param events of one connection and its successors */
function outcomeOf(events: readonly HoldEvent[], instant: number, until: number): HeldOutcome {
  const [{ client, service, family }] = events as readonly [HoldEvent];
  const before = events.filter(({ at }) => at < instant);
  const during = events.filter(({ at }) => at >= instant && at < until);
  const standing = before.findLast(({ kind }) => kind === 'open' || kind === 'broken');
  const breaks = during.filter((event) => event.kind === 'broken');
  const [first] = breaks;
  const last = during.findLast(({ kind }) => kind === 'open' || kind === 'broken');
  const ended = [...before, ...during].at(-1);
  return {
    ...{ client, service, family },
    from: standing?.kind === 'open' ? standing.site : null,
    broke:
      first === undefined
        ? null
        : {
            how: first.how,
            after: first.at - instant,
            waited: first.waiting === null ? 0 : first.at - first.waiting,
          },
    breaks: breaks.length,
    again:
      last?.kind === 'open'
        ? {
            site: last.site,
            after: last.at - instant,
            took: last.at - (breaks.at(-1)?.at ?? last.began),
            failures: last.failures,
          }
        : null,
    works: ended?.kind === 'open' || ended?.kind === 'spoke',
  };
}
