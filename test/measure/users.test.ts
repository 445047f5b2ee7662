import { describe, expect, it } from 'vitest';
import type { SampleSeries } from '../../src/measure/outage.ts';
import type { RecordedRun, RunStep } from '../../src/measure/run.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import { measureUsers } from '../../src/measure/users.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  'sites: { fra: }\nrouters: { t: }\nclients: { anna: { router: t, resolver: { cache: false } }, bert: { router: t, resolver: unbound } }\nlinks: [fra -> t]\n',
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined)
  throw new Error('the topology of this test is wrong');
const plan = planLab(parsed.topology);

const MS = 1000;

/** Queries 100 ms apart from 0 on: how many ms each took, or what else became of it. */
function asked(client: string, name: string, ...fates: readonly (number | string | null)[]): SampleSeries {
  const samples = fates.map((fate, seq): QuerySample => {
    const sentAt = seq * 100 * MS;
    const took = typeof fate === 'number' ? fate : 1;
    const rcode = typeof fate === 'string' ? fate : 'NOERROR';
    return {
      ...{ client, service: name, family: 4, seq, sentAt, server: null, site: null, late: false },
      ...{ receivedAt: fate === null ? null : sentAt + took * MS, rcode: fate === null ? null : rcode },
      dropped: fate === 'dropped',
    };
  });
  return { client, service: name, family: 4, samples };
}

function stepAt(before: number): RunStep {
  const instants = [{ family: 4, prefix: '192.0.2.0/24', before, after: before }] as const;
  return { action: 'fault', kind: 'withdraw', target: 'fra', site: 'fra', instants, settled: true };
}

function measure(users: readonly SampleSeries[] | undefined, ...steps: readonly RunStep[]) {
  const record = { series: [], fib: [], ...(users === undefined ? {} : { users }) };
  const run: RecordedRun = { interval: 10, timeout: 1000, patience: 30, steps, record, invalid: [] };
  return measureUsers(plan, run);
}

describe('measureUsers', () => {
  it('counts errors, silence and delay of what was asked from a step until the next', () => {
    const users = [asked('anna', 'www.anycast.test', 900, 5, 'SERVFAIL', null, 30, 'dropped', 700, 800)];
    expect(measure(users, stepAt(100 * MS), stepAt(600 * MS))).toEqual([
      [
        {
          ...{ client: 'anna', zone: 'anycast.test', fresh: false, cache: false },
          ...{ asked: 4, failed: 1, silent: 1, slowest: 30 * MS, median: 5 * MS },
        },
      ],
      [expect.objectContaining({ asked: 2, failed: 0, silent: 0, slowest: 800 * MS, median: 700 * MS })],
    ]);
  });

  it('takes it for good that a new name is not there', () => {
    const users = [asked('bert', '*.anycast.test', 'NXDOMAIN', 'REFUSED')];
    expect(measure(users, stepAt(0))).toEqual([
      [expect.objectContaining({ zone: 'anycast.test', fresh: true, cache: true, asked: 2, failed: 1 })],
    ]);
  });

  it('has nothing to say where nobody was answered, or no client has a resolver', () => {
    expect(measure([asked('bert', '*.anycast.test', null)], stepAt(0))).toEqual([
      [expect.objectContaining({ silent: 1, slowest: null, median: null })],
    ]);
    expect(measure(undefined, stepAt(0))).toEqual([[]]);
  });
});
