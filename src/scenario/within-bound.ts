import type { Outcome } from '../measure/failover.ts';
import type { UserFigures } from '../measure/users.ts';
import type { Bound, ClientFigure, UserFigure } from '../topology/scenario.ts';
import { milliseconds } from './units.ts';

/** A figure beside what a bound asks: what to say of it, and whether it is within the bound. */
export interface Compared {
  readonly seen: string;
  readonly held: boolean;
}

/**
 * Compares a client's figure with a bound. An outage that has not ended is at least as long as was seen: it can be longer than
 * a bound asks, but never within an upper one. What never came about (a client that did not move has no failover time) is within
 * no bound.
 */
export function compare(outcome: Outcome, figure: ClientFigure, bound: Bound): Compared {
  switch (figure) {
    case 'outage': {
      const { outage, recovered } = outcome;
      if (recovered) return { seen: milliseconds(outage), held: isWithin(outage, bound) };
      const held = bound.most === undefined && isWithin(outage, bound);
      return { seen: `not over after ${milliseconds(outage)}`, held };
    }
    case 'failover':
      return compareTime(outcome.failoverTime, 'never answered by another site', bound);
    case 'settle':
      return compareTime(outcome.settleTime, 'never settled', bound);
    case 'control-plane':
      return compareTime(outcome.controlPlane.time, 'never', bound);
    case 'lost':
    case 'late':
      return compareCount(outcome[figure], outcome.sent, bound);
  }
}

/** Compares what a user saw with a bound. Users who waited in vain have waited for longer than any upper bound of a delay. */
export function compareUser(
  { asked, failed, silent, slowest }: UserFigures,
  figure: UserFigure,
  bound: Bound,
): Compared {
  if (figure === 'user-failed') return compareCount(failed + silent, asked, bound);
  if (silent > 0 && bound.most !== undefined)
    return { seen: `${silent} of ${asked} never answered`, held: false };
  return compareTime(slowest, 'never answered', bound);
}

/** Compares a time in µs with a bound; null: it never came. */
export function compareTime(time: number | null, never: string, bound: Bound): Compared {
  if (time === null) return { seen: never, held: false };
  return { seen: milliseconds(time), held: isWithin(time, bound) };
}

/** Compares a number of queries or connections, or their share of all, with a bound. */
export function compareCount(count: number, of: number, bound: Bound): Compared {
  const share = of === 0 ? 0 : count / of;
  const percent = bound.unit === 'share' ? ` (${(100 * share).toFixed(2)}%)` : '';
  return {
    seen: `${count} of ${of}${percent}`,
    // Where there is none, there is none to tell from.
    held: of > 0 && isWithin(bound.unit === 'share' ? share : count, bound),
  };
}

function isWithin(value: number, { least, most }: Bound): boolean {
  if (least !== undefined && (least.included ? value < least.value : value <= least.value)) return false;
  return most === undefined || (most.included ? value <= most.value : value < most.value);
}
