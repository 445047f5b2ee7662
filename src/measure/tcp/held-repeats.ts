/** How often held TCP connections broke over repeats of one run, and how the times spread. */
import { type Spread, spreadOf } from '../repeats.ts';
import { seriesKey } from '../samples.ts';
import type { HeldConnections, HeldOutcome } from './held-connections.ts';

/** One client's connection to one address over the repeats; times in µs. */
export interface HeldSpread extends Pick<HeldOutcome, 'client' | 'service' | 'family'> {
  /** In how many repeats it broke ... */
  readonly broke: number;
  /** ... of how many. */
  readonly of: number;
  /** Of those in which it broke: when the client noticed. Null: it never broke. */
  readonly after: Spread | null;
  /** Of the same: what a new connection cost; one that never came is longer than any. */
  readonly took: Spread | null;
}

/** The spread over repeats of one run, for each step, sorted as in the runs; a repeat in which none were held says nothing. */
export function measureHeldRepeats(
  runs: readonly (HeldConnections | null)[],
): readonly (readonly HeldSpread[])[] {
  const held = runs.filter((run) => run !== null);
  const steps = Math.max(0, ...held.map((run) => run.steps.length));
  return Array.from({ length: steps }, (_, index) => {
    const all = held.flatMap((run) => run.steps[index] ?? []);
    const keys = [...new Set(all.map(seriesKey))];
    return keys.flatMap((key) => spreadOutcomes(all.filter((one) => seriesKey(one) === key)));
  });
}

function spreadOutcomes(outcomes: readonly HeldOutcome[]): readonly HeldSpread[] {
  const [first] = outcomes;
  if (first === undefined) return [];
  const { client, service, family } = first;
  const broken = outcomes.flatMap(({ broke, again }) => (broke === null ? [] : [{ broke, again }]));
  const over = (values: readonly (number | null)[]) => (values.length === 0 ? null : spreadOf(values));
  return [
    {
      ...{ client, service, family, broke: broken.length, of: outcomes.length },
      after: over(broken.map(({ broke }) => broke.after)),
      took: over(broken.map(({ again }) => again?.took ?? null)),
    },
  ];
}
