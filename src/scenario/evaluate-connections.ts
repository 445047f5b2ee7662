/** Whether the TCP connections that clients held broke, and were missed, within a step's bounds. */
import { isSame } from '../measure/catchment.ts';
import type { HeldOutcome } from '../measure/tcp/held-connections.ts';
import { CONNECTION_FIGURES, type Scenario, type StepExpectations } from '../topology/scenario.ts';
import type { Concerned } from './concerned.ts';
import type { Check } from './outcome.ts';
import { milliseconds } from './units.ts';
import { compareCount, compareTime } from './within-bound.ts';

type At = Pick<Check, 'scenario' | 'step'>;

/** Whether a scenario expects something of connections, so that clients have to hold some. */
export function holdsConnections({ steps }: Scenario): boolean {
  return steps.some(({ expect }) => CONNECTION_FIGURES.some((figure) => expect.bounds[figure] !== undefined));
}

/**
 * How many of the concerned clients' connections broke is one check; how long it took to notice one for each that did. What did
 * not break was not missed either: a bound for that has to find one that broke.
 */
export function checkConnections(
  at: At,
  { bounds }: StepExpectations,
  { affected, who }: Concerned,
  held: readonly HeldOutcome[],
): readonly Check[] {
  const concerned = held.filter((one) => affected.some((outcome) => isSame(one, outcome)));
  const broken = concerned.flatMap((one) => (one.broke === null ? [] : [{ ...one, broke: one.broke }]));
  const all = { ...at, client: null, service: null, family: null };
  return CONNECTION_FIGURES.flatMap((what): readonly Check[] => {
    const bound = bounds[what];
    if (bound === undefined) return [];
    const expected = bound.text;
    if (what === 'connections-broken') {
      const compared = compareCount(broken.length, concerned.length, bound);
      const none = { seen: `no connection of a client that was ${who}`, held: false };
      const found = concerned.length === 0 ? none : compared;
      return [{ ...all, what, expected, ...found, evidence: concerned.map(fateOf) }];
    }
    if (broken.length === 0) {
      const seen = `no connection broke of a client that was ${who}`;
      return [{ ...all, what, expected, seen, held: false, evidence: concerned.map(fateOf) }];
    }
    return broken.map((one) => {
      const { client, service, family, broke } = one;
      const compared = compareTime(broke.after, 'never', bound);
      return { ...at, what, client, service, family, expected, ...compared, evidence: [fateOf(one)] };
    });
  });
}

/** `berlin IPv4: reset after 116.2 ms, then one to nyc`. */
function fateOf({ client, family, broke, again, works }: HeldOutcome): string {
  const first = broke === null ? 'held' : `${broke.how} after ${milliseconds(broke.after)}`;
  const then =
    again === null
      ? works
        ? ''
        : ', no answer since'
      : `, then one to ${again.site ?? 'a server without a name'}`;
  return `${client} IPv${family}: ${first}${then}`;
}
