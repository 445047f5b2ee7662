/** Where lost queries, and BGP, were seen: the frames of a capture with the plan's names on them. */
import type { LabPlan } from '../../plan/lab-plan.ts';
import { isClient } from '../../plan/roles.ts';
import type { QuerySample } from '../samples.ts';
import { type BgpRecorder, type BgpSighting, recordBgp } from './bgp-sightings.ts';
import { addressKey, type DnsFlow, type IcmpReason, parsePacket } from './packets.ts';
import { readCapture } from './pcap.ts';

/** A packet at one end of a link: coming from the node there, or going to it. */
export interface Sighting {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly link: string;
  /** The node at this end. */
  readonly node: string;
  /** `from`: the node had just sent it; `to`: it was about to receive it. */
  readonly direction: 'from' | 'to';
  readonly packet: 'query' | 'answer';
  /** Not the packet itself, but an ICMP error about it. */
  readonly icmp?: IcmpReason;
}

/** What a capture of all links tells of a run. */
export interface Evidence {
  /** By `queryKey`, each in the order of the capture. */
  readonly sightings: ReadonlyMap<string, readonly Sighting[]>;
  readonly bgp: readonly BgpSighting[];
}

/** A file of packets, and what is needed to put names and times to them. */
export interface CaptureContext {
  readonly plan: LabPlan;
  /** Names of ports by interface index. */
  readonly ports: ReadonlyMap<number, string>;
  /** CLOCK_REALTIME less CLOCK_MONOTONIC, in µs. */
  readonly clockOffset: number;
  /** The queries to follow. */
  readonly lost: readonly QuerySample[];
}

export interface EvidenceCollector {
  /** Takes in the next piece of the capture's file. */
  push(piece: Uint8Array): void;
  /** @throws Error where the file was cut short */
  end(): Evidence;
}

/** Names one query of a run. */
export function queryKey(sample: Pick<QuerySample, 'client' | 'service' | 'family' | 'seq'>): string {
  return `${sample.client} ${sample.service} ${sample.family} ${sample.seq}`;
}

/** A query that has the port and id of an earlier one is known by its time: the prober stamps before it sends, in µs. */
const STAMP_SLACK = 1000;

/** Collects what concerns the lost queries; all other DNS packets are passed over, so that memory grows with losses only. */
export function collectEvidence(context: CaptureContext): EvidenceCollector {
  const ends = portEnds(context.plan);
  const wanted = wantedFlows(context.plan, context.lost);
  const sightings = new Map<string, Sighting[]>();
  const bgp: BgpRecorder = recordBgp(context.plan);
  const reader = readCapture((frame) => {
    const end = ends.get(context.ports.get(frame.port) ?? '');
    const packet = end === undefined ? undefined : parsePacket(frame);
    if (end === undefined || packet === undefined) return;
    const at = Math.round(frame.at - context.clockOffset);
    if (packet.kind === 'tcp') {
      // Each segment is seen at both ends; what its sender sent is what is told.
      if (!frame.leaving) bgp.add({ at, ...end }, packet);
      return;
    }
    const candidates = wanted.get(flowKey(packet.flow));
    const sample = candidates?.findLast(({ sentAt }) => sentAt <= at + STAMP_SLACK);
    if (sample === undefined) return;
    const sighting: Sighting = {
      at,
      ...end,
      direction: frame.leaving ? 'to' : 'from',
      packet: packet.answer ? 'answer' : 'query',
      ...(packet.kind === 'icmp' ? { icmp: packet.reason } : {}),
    };
    const key = queryKey(sample);
    const known = sightings.get(key);
    if (known === undefined) sightings.set(key, [sighting]);
    else known.push(sighting);
  });
  return {
    push: reader.push,
    end: () => {
      reader.end();
      return { sightings, bgp: bgp.sightings };
    },
  };
}

/** The end of a link that each of the fabric's ports is. */
export function portEnds(
  plan: LabPlan,
): ReadonlyMap<string, { readonly link: string; readonly node: string }> {
  return new Map(
    plan.links.flatMap((link) =>
      link.ports.map(({ port, node }) => [port, { link: link.name, node }] as const),
    ),
  );
}

/** The samples by their flow; those that share one in the order of sending. */
function wantedFlows(
  plan: LabPlan,
  samples: readonly QuerySample[],
): ReadonlyMap<string, readonly QuerySample[]> {
  const flows = new Map<string, QuerySample[]>();
  const addresses = new Map(
    plan.nodes.filter(isClient).map((client) => [client.name, client.interfaces.flatMap((i) => i.addresses)]),
  );
  const services = new Map(plan.services.map((service) => [service.name, service.prefixes]));
  for (const sample of samples.toSorted((a, b) => a.sentAt - b.sentAt)) {
    const { port, id, family } = sample;
    const service = services.get(sample.service)?.find((prefix) => prefix.family === family)?.address;
    if (port === undefined || id === undefined || service === undefined) continue;
    for (const own of addresses.get(sample.client) ?? []) {
      if (own.family !== family) continue;
      const key = flowKey({ client: addressKey(own.address), service: addressKey(service), port, id });
      flows.set(key, [...(flows.get(key) ?? []), sample]);
    }
  }
  return flows;
}

function flowKey({ client, service, port, id }: DnsFlow): string {
  return `${port} ${id} ${client} ${service}`;
}
