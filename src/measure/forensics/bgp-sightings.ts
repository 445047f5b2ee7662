/** What BGP speakers told each other, as it was seen on the links. */
import { announcedPrefixes } from '../../plan/announced.ts';
import type { LabPlan } from '../../plan/lab-plan.ts';
import { nodesByAddress } from '../../plan/node-addresses.ts';
import type { BgpMessage } from './bgp-messages.ts';
import { type BgpStream, bgpStream } from './bgp-stream.ts';
import { addressKey, type TcpSegment } from './packets.ts';

/** One message, or the end of a connection, sent by `node`. */
export interface BgpSighting {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly link: string;
  readonly node: string;
  /** Whom it was sent to. */
  readonly peer: string;
  /** In words, such as `UPDATE withdraws 192.0.2.0/24`. */
  readonly text: string;
}

export interface BgpRecorder {
  readonly sightings: readonly BgpSighting[];
  /** Takes in a segment as a node sent it; one that it only forwards, within its network, is passed over. */
  add(from: { readonly at: number; readonly link: string; readonly node: string }, segment: TcpSegment): void;
}

/**
 * Keeps what bears on the services: updates about their prefixes, and how sessions begin and end. Keepalives, and updates
 * about the networks' own prefixes only, are left out.
 */
export function recordBgp(plan: LabPlan): BgpRecorder {
  const services = new Set(announcedPrefixes(plan).map(({ prefix }) => prefix));
  const members = new Map(plan.links.map((link) => [link.name, link.ports.map(({ node }) => node)]));
  const nodes = new Map([...nodesByAddress(plan)].map(([address, name]) => [addressKey(address), name]));
  const streams = new Map<string, BgpStream>();
  const ended = new Set<string>();
  const sightings: BgpSighting[] = [];
  return {
    sightings,
    add: ({ at, link, node }, segment) => {
      // A link-local address is in no plan, and is not forwarded.
      if ((nodes.get(segment.source) ?? node) !== node) return;
      const stream = streams.get(segment.stream) ?? bgpStream();
      streams.set(segment.stream, stream);
      const texts = stream.push(segment).flatMap((message) => describe(message, services) ?? []);
      if (segment.syn) ended.delete(segment.stream);
      else if ((segment.rst || segment.fin) && !ended.has(segment.stream)) {
        ended.add(segment.stream);
        texts.push(segment.rst ? 'TCP RST' : 'TCP FIN');
      }
      const peer =
        nodes.get(segment.destination) ?? members.get(link)?.find((other) => other !== node) ?? '?';
      for (const text of texts)
        sightings.push({ at, link, node, peer, text: `${text} (IPv${segment.family})` });
    },
  };
}

function describe(message: BgpMessage, services: ReadonlySet<string>): string | undefined {
  switch (message.type) {
    case 'open':
      return `OPEN, hold time ${message.holdTime} s`;
    case 'notification':
      return `NOTIFICATION ${message.text}`;
    case 'route-refresh':
      return 'ROUTE-REFRESH';
    case 'keepalive':
      return undefined;
    case 'update': {
      const ours = (prefixes: readonly string[]) =>
        prefixes.filter((prefix) => services.has(prefix)).join(', ');
      const announced = ours(message.announced);
      const withdrawn = ours(message.withdrawn);
      if (announced === '' && withdrawn === '') return undefined;
      const path = `path ${message.path.join(' ')}${message.gracefulShutdown ? ', GRACEFUL_SHUTDOWN' : ''}`;
      return [
        ...(withdrawn === '' ? [] : [`withdraws ${withdrawn}`]),
        ...(announced === '' ? [] : [`announces ${announced}, ${path}`]),
      ].reduce((text, part, index) => `${text}${index === 0 ? ' ' : '; '}${part}`, 'UPDATE');
    }
  }
}
