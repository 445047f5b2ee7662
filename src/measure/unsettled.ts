/** Which clients had not settled when the time for it was over, and what they had not come to. */
import type { SeriesName } from './samples.ts';
import type { SettledOptions } from './settled.ts';
import type { SharedGoal } from './settled-sharing.ts';

/** The site that a client has to leave first, if any, and the only one that will do, if any; or what several sites have to come to. */
export type SettleGoal = Pick<SettledOptions, 'gone' | 'home'> | SharedGoal;

/** A client, service and IP version of which nothing settled was seen, and what was waited for, as in "had not come to {awaited}". */
export interface Unsettled extends SeriesName {
  readonly awaited: string;
}

/** Says what a goal asks for, besides that no answer is missing. */
export function awaitedText(goal: SettleGoal): string {
  const { all, gone } =
    'all' in goal
      ? goal
      : { all: goal.home === undefined ? [] : [goal.home], gone: goal.gone === undefined ? [] : [goal.gone] };
  const wanted = all.length === 0 ? '' : ` of ${all.join(' and ')}`;
  const unwanted = gone.length === 0 ? '' : `, and none of ${gone.join(' or ')}`;
  return `answers${wanted} without a loss${unwanted}`;
}

/**
 * Says that time was over, and what each of those that had not settled was waited for, as far as the run has it on record.
 * @param patience in s
 */
export function unsettledText(patience: number, unsettled: readonly Unsettled[] = []): string {
  const each = unsettled.map(
    ({ client, service, family, awaited }) => `${client} (${service}, v${family}) had not come to ${awaited}`,
  );
  return [`not every client had settled after ${patience} s`, ...each].join('; ');
}
