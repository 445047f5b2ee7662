/** Every query of a load as a capture of all links saw it: when it left, which site it came to, and who answered. */
import type { LabPlan } from '../../plan/lab-plan.ts';
import { isClient, siteOfServer } from '../../plan/roles.ts';
import type { Family } from '../../topology/topology.ts';
import { addressKey, type DnsFlow, parsePacket } from '../forensics/packets.ts';
import { readCapture } from '../forensics/pcap.ts';
import { readAnswer } from './dns-answer.ts';

export interface LoadQuery {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** The site to whose servers it came; null: it was lost before, or the site's servers are elsewhere and none has answered. */
  readonly site: string | null;
  /** That answered, by NSID; null: none did, or none by name. */
  readonly server: string | null;
  /** Null: no answer came to the client. */
  readonly rcode: string | null;
  /** µs from leaving the client to the answer's coming to it. */
  readonly latency: number | null;
}

export interface LoadCollector {
  /** Takes in the next piece of the capture's file. */
  push(piece: Uint8Array): void;
  /** In the order of their sending. @throws Error where the file was cut short */
  end(): readonly LoadQuery[];
}

/** A query on its way. */
interface Open {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly sentAt: number;
  site: string | null;
  server: string | null;
  rcode: string | null;
  latency: number | null;
}

/** What stands behind one of the fabric's ports. */
type Place =
  | { readonly kind: 'client'; readonly client: string }
  | { readonly kind: 'site'; readonly site: string };

/**
 * Collects the queries that clients sent to service addresses.
 * @param ports names of the fabric's ports by interface index
 */
export function collectLoad(plan: LabPlan, ports: ReadonlyMap<number, string>): LoadCollector {
  const places = placesOf(plan);
  const services = servicesByAddress(plan);
  const sites = siteOfServer(plan);
  const queries: Open[] = [];
  // The last that had this port and id; an earlier one has had its answer, or never will.
  const open = new Map<string, Open>();
  const reader = readCapture((frame) => {
    const place = places.get(ports.get(frame.port) ?? '');
    const packet = place === undefined ? undefined : parsePacket(frame);
    if (place === undefined || packet?.kind !== 'dns') return;
    const service = services.get(packet.flow.service);
    if (service === undefined) return;
    const key = flowKey(packet.flow);
    if (place.kind === 'client' && !frame.leaving && !packet.answer) {
      const query = {
        ...{ client: place.client, ...service, sentAt: frame.at },
        ...{ site: null, server: null, rcode: null, latency: null },
      };
      queries.push(query);
      open.set(key, query);
      return;
    }
    const query = open.get(key);
    if (query === undefined) return;
    if (place.kind === 'site' && frame.leaving && !packet.answer) query.site ??= place.site;
    if (place.kind === 'client' && frame.leaving && packet.answer && query.latency === null) {
      const answer = readAnswer(packet.message);
      if (answer === undefined) return;
      query.rcode = answer.rcode;
      query.server = answer.server;
      query.latency = Math.max(0, frame.at - query.sentAt);
      // Where a query was not seen at its site, the name in the answer tells all the same.
      query.site ??= sites.get(answer.server ?? '') ?? null;
    }
  });
  return {
    push: reader.push,
    end: () => {
      reader.end();
      return queries.map(({ sentAt: _, ...query }) => query);
    },
  };
}

/** The clients' own ports, and those of all that stands on a site's LAN behind its edge. */
function placesOf(plan: LabPlan): ReadonlyMap<string, Place> {
  const clients = new Set(plan.nodes.filter(isClient).map(({ name }) => name));
  const edges = new Set(plan.nodes.filter(({ role }) => role === 'edge').map(({ name }) => name));
  return new Map(
    plan.links.flatMap((link): readonly (readonly [string, Place])[] => {
      if (link.kind === 'access')
        return link.ports
          .filter(({ node }) => clients.has(node))
          .map(({ port, node }) => [port, { kind: 'client', client: node }]);
      const site = link.ports.find(({ node }) => edges.has(node))?.node;
      if (link.kind !== 'lan' || site === undefined) return [];
      return link.ports.filter(({ node }) => node !== site).map(({ port }) => [port, { kind: 'site', site }]);
    }),
  );
}

function servicesByAddress(
  plan: LabPlan,
): ReadonlyMap<string, { readonly service: string; readonly family: Family }> {
  return new Map(
    plan.services.flatMap(({ name, prefixes }) =>
      prefixes.map(({ address, family }) => [addressKey(address), { service: name, family }] as const),
    ),
  );
}

function flowKey({ client, service, port, id }: DnsFlow): string {
  return `${port} ${id} ${client} ${service}`;
}
