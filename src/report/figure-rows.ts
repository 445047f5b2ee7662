/** The tables of figures, as text in cells: one row a client, service and IP version. */
import type { Outcome } from '../measure/failover.ts';
import { hasOwnP95, type Spread, type StepSpread, shiftCount } from '../measure/repeats.ts';
import type { RunStep } from '../measure/run.ts';
import type { StepFigures } from '../measure/run-figures.ts';
import { partlyAnsweredBy } from '../measure/sharing.ts';
import { sitesIn } from '../topology/shared-sites.ts';
import { duration, familyName } from './words.ts';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const WHO = ['Client', 'IP'];

/** Every figure of one step of one run. */
export function outcomeTable({ step, outcomes }: StepFigures, severalServices: boolean): Table {
  return {
    head: [
      ...(severalServices ? [...WHO, 'Service'] : WHO),
      ...[
        'Answered by',
        'Shifts',
        'Failover',
        'Outage',
        'All outages',
        'Settled',
        'Control plane',
        'Lost',
        'Late',
      ],
      ...['Failed', 'From old site'],
    ],
    rows: outcomes.map((outcome) => [
      ...who(outcome, severalServices),
      sitesText(outcome),
      String(shiftCount(outcome.sites)),
      outcome.failoverTime === null ? '–' : duration(outcome.failoverTime),
      outageText(outcome.outage, outcome.recovered),
      outageText(outcome.totalOutage, outcome.recovered),
      outcome.settleTime === null ? 'never' : duration(outcome.settleTime),
      controlPlaneText(outcome.controlPlane),
      `${outcome.lost} of ${outcome.sent}`,
      String(outcome.late),
      String(outcome.failed),
      hadToMove(step, outcome.sites) ? String(outcome.answersFromOldSite) : '–',
    ]),
  };
}

/** The spread of every figure of one step, each as `spreadText` has it. */
export function spreadTable({ step, outcomes }: StepSpread, severalServices: boolean): Table {
  const time = (spread: Spread | null) => (spread === null ? '–' : spreadText(spread, duration));
  const number = (spread: Spread) => spreadText(spread, (value) => String(Math.round(10 * value) / 10));
  return {
    head: [
      ...(severalServices ? [...WHO, 'Service'] : WHO),
      ...[
        'Answered by',
        'Shifts',
        'Failover',
        'Outage',
        'All outages',
        'Settled',
        'Control plane',
        'Lost',
        'Late',
      ],
      ...['Failed', 'From old site', 'Repeats'],
    ],
    rows: outcomes.map((outcome) => [
      ...who(outcome, severalServices),
      outcome.orders
        .map(({ sites, repeats }) => `${arrows(sites)}${outcome.orders.length > 1 ? ` (${repeats}×)` : ''}`)
        .join('; '),
      number(outcome.shifts),
      time(outcome.failoverTime),
      time(outcome.outage),
      time(outcome.totalOutage),
      time(outcome.settleTime),
      time(outcome.controlPlane),
      number(outcome.lost),
      number(outcome.late),
      number(outcome.failed),
      outcome.orders.some(({ sites }) => hadToMove(step, sites)) ? number(outcome.answersFromOldSite) : '–',
      String(outcome.outage.of),
    ]),
  };
}

/** How what `spreadText` writes is to be read. */
export const SPREAD_LEGEND =
  'Cells: median / min – max over the repeats, and from 20 repeats on median / p95 / min – max (by nearest rank; of fewer that would be the largest); one value where all are equal. “never” counts as longer than any time.';

function who({ client, family, service }: Pick<Outcome, 'client' | 'family' | 'service'>, several: boolean) {
  return [client, familyName(family), ...(several ? [service] : [])];
}

/** Only then do answers from its old site mean anything. */
function hadToMove({ site }: RunStep, sites: readonly string[]): boolean {
  return sites.length > 1 || (site !== null && sitesIn(sites[0] ?? '').includes(site));
}

function arrows(sites: readonly string[]): string {
  return sites.length === 0 ? 'nobody' : sites.join(' → ');
}

function sitesText(outcome: Outcome): string {
  const { sites, recovered } = outcome;
  return recovered
    ? arrows(sites)
    : `${arrows(sites)} → ${[...partlyAnsweredBy(outcome), 'nobody'].join(' + ')}`;
}

function outageText(value: number, recovered: boolean): string {
  return recovered ? duration(value) : `over ${duration(value)}`;
}

/** `113 ms at eu-transit`; `0` where the path needed no change. */
export function controlPlaneText({ time, completedBy }: Outcome['controlPlane']): string {
  if (time === null) return 'never';
  return completedBy === null ? duration(time) : `${duration(time)} at ${completedBy}`;
}

/** A spread in one cell, as `SPREAD_LEGEND` says. */
export function spreadText(spread: Spread, text: (value: number) => string): string {
  const { median, p95, min, max } = spread;
  const say = (value: number | null) => (value === null ? 'never' : text(value));
  if (min === max) return say(min);
  const middle = hasOwnP95(spread) ? `${say(median)} / ${say(p95)}` : say(median);
  return `${middle} / ${say(min)} – ${say(max)}`;
}
