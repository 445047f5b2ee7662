import { readFileSync } from 'node:fs';
import type { KeptForensics } from '../../src/measure/forensics/kept.ts';
import { seriesOf } from '../../src/measure/outage.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import type { LabResult, Result } from '../../src/report/result.ts';
import type { Check, ScenarioOutcome, TestEnvironment } from '../../src/scenario/outcome.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { FaultKind } from '../../src/topology/topology.ts';
import { plan, recordedRun, SOURCE, type StepAt } from '../measure/recorded-run.ts';

const ENVIRONMENT: TestEnvironment = {
  tool: '0.1.0',
  engine: { name: 'docker', version: '26.1.5' },
  kernel: '6.12.1',
  cpus: 2,
  images: { router: 'anycast-lab-router:0123456789ab', client: 'anycast-lab-client:ba9876543210' },
  frr: '10.3',
  servers: { nsd: '4.12.0' },
};

const LAB: LabResult = {
  topology: { file: 'lab.yaml', name: 'lab', source: SOURCE, hash: '00aa11bb22cc' },
  scenarioFile: null,
  plan,
  environment: ENVIRONMENT,
  startedAt: '2026-01-02T03:04:05.000Z',
  durations: { up: 3.7, down: 0.8, total: 42.25 },
  catchment: { entries: [], checks: [] },
  scenarios: [],
  notes: [],
  interrupted: false,
  problem: null,
  kept: null,
};

const CHECK: Check = {
  ...{ scenario: null, step: null, what: 'catchment', client: 'c1', service: 'dns', family: 4 },
  ...{ expected: 'fra', seen: 'fra', held: true, evidence: [] },
};

const EXPECT = { catchment: {}, bounds: {}, othersUnaffected: false };

/** What is done: fra goes, and comes back. */
const STEPS: readonly StepAt[] = [
  { action: 'fault', site: 'fra', slot: 10 },
  { action: 'restore', site: 'fra', slot: 30 },
];

/** One run of a scenario in which c1 is moved from fra to nyc and back, and loses as many queries as told. */
function outcome(name: string, repeat: number, lost: number, kind: FaultKind = 'withdraw'): ScenarioOutcome {
  const c1 = `${'f'.repeat(10)}${'.'.repeat(lost)}${'n'.repeat(21 - lost)}${'f'.repeat(9)}`;
  return {
    ...{ name, repeat, checks: [], problem: null, seconds: 12.5 },
    steps: [
      { action: 'fault', fault: { kind, target: 'fra' }, expect: EXPECT },
      { action: 'restore', target: 'fra', expect: EXPECT },
    ],
    run: recordedRun(
      STEPS.map((step) => ({ ...step, kind })),
      { c1, c2: 'n'.repeat(40) },
    ),
  };
}

const FATE = { client: 'c1', service: 'dns', family: 4, verdict: 'lost-on-link', where: 't--fra' } as const;

/** What became of the two queries that c1 loses in the first run of `mixedResult`. */
export const FORENSICS: KeptForensics = {
  ...{ invalid: [], packets: 512, counts: [[{ ...FATE, lost: 2 }], []] },
  losses: {
    fates: [{ verdict: 'lost-on-link', where: 't--fra', path: ['c1', 't'], lastSeen: null }],
    series: [{ client: 'c1', service: 'dns', family: 4, seq: [10, 11], fate: [0, 0] }],
  },
  timeline: [{ at: 5, kind: 'bgp', node: 't', text: 'to fra: UPDATE' }],
};

/** The first run of a result, followed, with these forensics. */
export function followed(result: Result, forensics: KeptForensics): Result {
  const [lab] = result.labs;
  if (lab === undefined) throw new Error('there is no lab');
  const scenarios = lab.scenarios.map((each, index) => (index === 0 ? { ...each, forensics } : each));
  return { labs: [{ ...lab, scenarios }] };
}

/** Everything that a test can come to: held, failed, invalid, not carried out; names that are not harmless. */
export function mixedResult(): Result {
  const withdrawn = outcome('lose-fra', 1, 2);
  const checks: readonly Check[] = [
    { ...CHECK, scenario: 'lose-fra', step: 0, expected: 'nyc', seen: 'nyc' },
    {
      ...{ ...CHECK, scenario: 'lose-fra', step: 0, what: 'outage', expected: '< 20ms', seen: '30 ms' },
      ...{
        held: false,
        evidence: ['c1 was answered by fra, then nyc', 'its gap: <b>2</b> queries from 0.1 ms on'],
      },
    },
    {
      ...{
        ...CHECK,
        scenario: 'lose-fra',
        step: 1,
        what: 'others',
        client: null,
        service: null,
        family: null,
      },
      ...{ expected: 'unaffected', seen: 'c2 "lost" 1 & moved ]]> \u0007', held: false },
    },
  ];
  const invalid = outcome('too-busy', 1, 0);
  const lab: LabResult = {
    ...LAB,
    catchment: {
      entries: [],
      checks: [
        CHECK,
        { ...CHECK, client: 'c2', expected: 'fra', seen: 'nyc', held: false, evidence: ['ns1.nyc'] },
      ],
    },
    scenarios: [
      {
        ...withdrawn,
        checks,
        discarded: [
          [
            { client: 'c1', reason: 'paused', service: 'dns', family: 4, sent: 40, longest: 213_000 },
            { client: 'c2', reason: 'paused', service: 'dns', family: 4, sent: 40, longest: 209_000 },
          ],
        ],
      },
      {
        ...invalid,
        run: invalid.run && {
          ...invalid.run,
          invalid: [
            {
              client: 'c1',
              service: 'dns',
              family: 4,
              sent: 40,
              reason: 'behind',
              behind: 9,
              maxLateness: 31_000,
            },
          ],
        },
      },
      {
        ...invalid,
        name: 'hostile <&"\'|`> name',
        run: null,
        problem: 'the engine <hung> & was | left\nbehind',
      },
    ],
    notes: ['bestpath: oldest makes catchments depend on the order of arrival'],
  };
  return { labs: [lab] };
}

/** Three repeats each of two kinds of fault, in a lab with fast timers and in one with the datacenter's. */
export function matrixResult(): Result {
  const labs = [1, 3].map((keepalive): LabResult => {
    const timers = { keepalive, hold: 3 * keepalive, connectRetry: 1, advertisementInterval: 0 };
    const nodes = plan.nodes.map((node) =>
      'neighbors' in node
        ? { ...node, neighbors: node.neighbors.map((neighbor) => ({ ...neighbor, timers })) }
        : node,
    );
    const scenarios = (['withdraw', 'blackhole'] as const).flatMap((kind, fault) =>
      [1, 2, 3].map((repeat) => outcome(kind, repeat, fault * keepalive * (repeat + 2), kind)),
    );
    return { ...LAB, plan: { ...plan, timers, nodes }, scenarios };
  });
  return { labs };
}

/** Numbers from 0 to 1 that look random and are always the same (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * 24 clients, two families, 100 queries a second for 60 s: fra is withdrawn after 20 s and back after 40 s. Who asked fra
 * loses a tenth of a second to half a second; one client loses every other query for 15 s.
 */
export function bigResult(): Result {
  const parsed = parseTopology(
    readFileSync(new URL('../../topologies/twelve-sites.yaml', import.meta.url), 'utf8'),
    'x',
  );
  if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is wrong');
  const big = planLab(parsed.topology);
  const clients = big.nodes.filter(({ role }) => role === 'client').map(({ name }) => name);
  const sites = big.services[0]?.sites ?? [];
  const random = randomNumbers(1);
  const base = 123_456_789_000;
  const samples = clients.flatMap((client, index) =>
    ([4, 6] as const).flatMap((family) => {
      const home = sites[index % sites.length] as string;
      const gap = 10 + Math.floor(random() * 40);
      return Array.from({ length: 6000 }, (_, seq): QuerySample => {
        const away = home === 'fra' && seq >= 2000 && seq < 4000;
        const isLost =
          (away && seq < 2000 + gap) || (index === 5 && seq >= 2000 && seq < 3500 && random() < 0.5);
        const site = away ? 'nyc' : home;
        const sentAt = base + seq * 10_000 + Math.floor(random() * 300);
        return {
          client,
          service: 'dns',
          family,
          seq,
          sentAt,
          receivedAt: isLost ? null : sentAt + 200 + Math.floor(random() * 900),
          server: isLost ? null : `ns1.${site}`,
          site: isLost ? null : site,
          rcode: isLost ? null : 'NOERROR',
          late: false,
          dropped: false,
        };
      });
    }),
  );
  const steps = (['fault', 'restore'] as const).map((action, index) => {
    const before = base + (index + 1) * 20_000_000;
    return {
      ...{ action, kind: 'withdraw' as const, target: 'fra', site: 'fra', settled: true },
      instants: (big.services[0]?.prefixes ?? []).map(({ family, prefix }) => ({
        family,
        prefix,
        before,
        after: before + 900,
      })),
    };
  });
  const run = {
    interval: 10,
    timeout: 1000,
    patience: 30,
    invalid: [],
    steps,
    record: { series: seriesOf(samples), fib: [] },
  };
  return { labs: [{ ...LAB, plan: big, scenarios: [{ ...outcome('lose-fra', 1, 0), run }] }] };
}
