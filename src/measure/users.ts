/** What users behind clients' own resolvers saw of a step: the resolver's retries and its cache are between them and the wire. */
import type { LabPlan } from '../plan/lab-plan.ts';
import { userQuestion } from '../plan/users.ts';
import { earliest } from './failover.ts';
import type { SampleSeries } from './outage.ts';
import type { RecordedRun } from './run.ts';
import type { QuerySample } from './samples.ts';

/** One user's questions in one zone, sent from the instant of a step until that of the next. */
export interface UserFigures {
  readonly client: string;
  readonly zone: string;
  /** Asked for a name that nobody had asked for before, so that no cache could answer; else for one name again and again. */
  readonly fresh: boolean;
  /** Whether the resolver has a cache. */
  readonly cache: boolean;
  readonly asked: number;
  /** Of those asked: answered with an error, SERVFAIL mostly. */
  readonly failed: number;
  /** Of those asked: not answered at all, for as long as the user waits. */
  readonly silent: number;
  /** µs that the slowest good answer took; null: there was none. */
  readonly slowest: number | null;
  /** Half of the good answers took no longer, in µs; null: there was none. */
  readonly median: number | null;
}

/** What users saw of each step of a run, sorted by client and name; empty where no client has a resolver. */
export function measureUsers(
  plan: LabPlan,
  { steps, record }: RecordedRun,
): readonly (readonly UserFigures[])[] {
  const users = (record.users ?? []).map((one) => ({ one, samples: one.samples }));
  return steps.map(({ instants }, index) => {
    const from = earliest(instants);
    const until = earliest(steps[index + 1]?.instants ?? []);
    return users.map(({ one, samples }) =>
      figuresOf(
        plan,
        one,
        samples.filter(({ sentAt, dropped }) => !dropped && sentAt >= from && sentAt < until),
      ),
    );
  });
}

function figuresOf(
  plan: LabPlan,
  { client, service: name }: SampleSeries,
  asked: readonly QuerySample[],
): UserFigures {
  const good = asked.filter(isGood).map(({ sentAt, receivedAt }) => (receivedAt ?? sentAt) - sentAt);
  const sorted = good.toSorted((a, b) => a - b);
  const silent = asked.filter(isSilent).length;
  const node = plan.nodes.find((each) => each.name === client);
  return {
    client,
    ...userQuestion(name),
    cache: node?.role === 'client' && node.resolver?.cache === true,
    asked: asked.length,
    failed: asked.length - good.length - silent,
    silent,
    slowest: sorted.at(-1) ?? null,
    median: sorted[Math.ceil(sorted.length / 2) - 1] ?? null,
  };
}

/** That there is no such name is a good answer too: nobody has made the new ones. */
function isGood(sample: QuerySample): boolean {
  return !isSilent(sample) && (sample.rcode === 'NOERROR' || sample.rcode === 'NXDOMAIN');
}

function isSilent({ receivedAt, late }: QuerySample): boolean {
  return receivedAt === null || late;
}
