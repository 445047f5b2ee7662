import type { FibEvent } from '../../../src/measure/fib.ts';
import { type Forensics, investigate } from '../../../src/measure/forensics/forensics.ts';
import { collectEvidence } from '../../../src/measure/forensics/sightings.ts';
import type { HealthSighting } from '../../../src/measure/forensics/timeline.ts';
import { isLost, seriesOf } from '../../../src/measure/outage.ts';
import type { RecordedRun, RunStep } from '../../../src/measure/run.ts';
import type { QuerySample } from '../../../src/measure/samples.ts';
import { planLab } from '../../../src/plan/plan-lab.ts';
import { parseTopology } from '../../../src/topology/parse-topology.ts';
import { dns, type Frame, icmpError, pcap, portIndexes, portOf } from './frames.ts';

const parsed = parseTopology(
  'sites: { fra: { servers: { count: 2 } }, nyc: }\nrouters: { t: , u: }\nclients: { c1: u, c2: t }\nlinks: [fra -> t, u -> t, nyc -> u]\n',
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is wrong');

/** c1 - u - t - fra - ns1.fra and ns2.fra; nyc is at u, c2 at t. */
export const plan = planLab(parsed.topology);

const SERVICE = { 4: '192.0.2.53', 6: '2001:db8:53::53' } as const;
export const PREFIX = { 4: '192.0.2.0/24', 6: '2001:db8:53::/48' } as const;
/** CLOCK_REALTIME less CLOCK_MONOTONIC, in µs. */
export const OFFSET = 1_700_000_000_000_000;

export function addressOf(node: string, family: 4 | 6): string {
  const interfaces = plan.nodes.find(({ name }) => name === node)?.interfaces ?? [];
  return interfaces.flatMap(({ addresses }) => addresses).find((a) => a.family === family)?.address ?? '';
}

/** A query of c1 that was lost; `seq` 3 was sent at 30 ms. */
export function lostSample(seq: number, more: Partial<QuerySample> = {}): QuerySample {
  return {
    ...{ client: 'c1', service: 'dns', family: 4, seq, sentAt: seq * 10_000, receivedAt: null },
    ...{ server: null, site: null, rcode: null, late: false, dropped: false },
    ...{ port: 40_000 + seq, id: 7 * seq },
    ...more,
  };
}

interface TripOptions {
  readonly answer?: boolean;
  /** The last link keeps it. */
  readonly swallowed?: boolean;
  /** From sending to the first sighting, in µs. */
  readonly after?: number;
}

/** A packet on its way from node to node, 10 µs for each sighting. */
export function trip(
  sample: QuerySample,
  nodes: readonly string[],
  options: TripOptions = {},
): readonly Frame[] {
  const { answer = false, swallowed = false, after = 50 } = options;
  const packet = packetOf(sample, answer);
  let at = OFFSET + sample.sentAt + after;
  return nodes.slice(1).flatMap((to, index) => {
    const from = nodes[index] ?? '';
    const kept = swallowed && index === nodes.length - 2;
    at += 20;
    const sent: Frame = { at, port: portOf(plan, from, to), direction: 'from', packet };
    return kept ? [sent] : [sent, { at: at + 10, port: portOf(plan, to, from), direction: 'to', packet }];
  });
}

/** An ICMP error about it, sent by a node and seen on its first link only. */
export function complaint(
  sample: QuerySample,
  [node, next]: readonly [string, string],
  [type, code]: readonly [number, number],
  answer = false,
): readonly Frame[] {
  const quoted = packetOf(sample, answer);
  const packet = icmpError(
    addressOf(node, sample.family),
    addressOf(sample.client, sample.family),
    type,
    code,
    quoted,
  );
  return [{ at: OFFSET + sample.sentAt + 900, port: portOf(plan, node, next), direction: 'from', packet }];
}

function packetOf({ client, family, port = 0, id = 0 }: QuerySample, answer: boolean): Buffer {
  const own = addressOf(client, family);
  return answer ? dns(SERVICE[family], 53, own, port, id) : dns(own, port, SERVICE[family], 53, id);
}

/** Tables as they stand: every router on the way to fra. */
export function fib(more: readonly FibEvent[] = []): readonly FibEvent[] {
  const routes: readonly (readonly [string, string])[] = [
    ['u', 'to-t'],
    ['t', 'to-fra'],
    ['fra', 'lan'],
    ['nyc', 'lan'],
  ];
  const standing = routes.flatMap(([node, name]) =>
    ([4, 6] as const).map((family) => ({ node, family, prefix: PREFIX[family], at: 0, interfaces: [name] })),
  );
  return [...standing, ...more];
}

export function step(action: RunStep['action'], at: number, site: string | null = 'fra'): RunStep {
  const instants = ([4, 6] as const).map((family) => ({
    ...{ family, prefix: PREFIX[family], before: at, after: at + 100 },
  }));
  return { action, kind: 'site-crash', target: site ?? 't--u', site, instants, settled: true };
}

export function runOf(
  samples: readonly QuerySample[],
  steps: readonly RunStep[],
  events = fib(),
): RecordedRun {
  const record = { series: seriesOf(samples), fib: events };
  return { interval: 10, timeout: 1000, patience: 30, steps, record, invalid: [] };
}

/** The whole way: frames in a capture, the capture in pieces of an awkward size, and what it tells. */
export function examine(
  run: RecordedRun,
  frames: readonly Frame[],
  captured: {
    dropped?: number;
    full?: boolean;
    clockShift?: number;
    health?: readonly HealthSighting[];
  } = {},
): Forensics {
  const lost = run.record.series.flatMap(({ samples }) => samples.filter(isLost));
  const collector = collectEvidence({ plan, lost, ports: portIndexes(plan), clockOffset: OFFSET });
  const file = pcap(frames);
  for (let at = 0; at < file.length; at += 37) collector.push(file.subarray(at, at + 37));
  const all = { packets: frames.length, dropped: 0, full: false, clockShift: 0, from: 0, until: 60_000_000 };
  const { health = [], ...counted } = captured;
  return investigate(plan, run, { ...all, ...counted, evidence: collector.end() }, health);
}
