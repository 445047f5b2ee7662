/** Links that are more than cables, as orders to the fabric's agent: which mechanism, and what it is told. */
import type { LinkPlan } from '../plan/lab-plan.ts';
import type { Mechanism } from '../plan/link-condition.ts';
import type { Impairment, LinkImpairments } from '../topology/topology.ts';

/** What the fabric can impair links with: the kernel's netem and tbf, and a delay line of its own. */
export interface Means {
  readonly netem: boolean;
  readonly tbf: boolean;
  readonly line: boolean;
}

/** One direction as the delay line has it: µs, share and bits a second; 0 is none. */
export type WayOrder = Required<Impairment>;

/** What the agent is told of one link (images/fabric/agent/impairments.py). */
export interface LinkOrder {
  readonly name: string;
  /** Null: a plain bridge. */
  readonly mechanism: Mechanism | null;
  readonly bridge: string;
  /** The bridge of the second port, where a delay line is between the two. */
  readonly far: string;
  readonly ports: readonly {
    readonly port: string;
    readonly node: string;
    readonly interface: string;
  }[];
  /** What happens to packets that leave by a port. */
  readonly towards: Readonly<Record<string, WayOrder>>;
  /** For `tc -batch`, by port. */
  readonly tc: Readonly<Record<string, readonly string[]>>;
  readonly mtu: number | null;
  /** What all of that came from; the agent only keeps it. */
  readonly impairments: LinkImpairments | null;
}

/** Whether packets on a link fare otherwise than on a cable, its MTU apart. */
export function isImpaired(impairments: LinkImpairments | undefined): boolean {
  return Object.values(impairments?.from ?? {}).some((way) => Object.keys(way).length > 0);
}

/**
 * What a link is impaired with: the kernel where it has all that the link asks for, else the delay line, which knows all of it.
 * @returns null where the link needs nothing; undefined where nothing can do it
 */
export function mechanismFor(
  impairments: LinkImpairments | undefined,
  { netem, tbf, line }: Means,
): Mechanism | null | undefined {
  if (!isImpaired(impairments)) return null;
  const ways = Object.values(impairments?.from ?? {});
  const kernel = (netem || !ways.some(needsNetem)) && (tbf || !ways.some(({ rate }) => rate !== undefined));
  return kernel ? 'kernel' : line ? 'line' : undefined;
}

/** The order that makes a link what is said of it; without a mechanism it keeps its MTU only. */
export function linkOrder(
  link: LinkPlan,
  impairments: LinkImpairments | undefined,
  mechanism: Mechanism | null,
): LinkOrder {
  const ways = link.ports.map(({ node, port }) => {
    // What leaves by a port comes from the other end.
    const sender = link.ports.find((other) => other.node !== node)?.node ?? '';
    return [port, mechanism === null ? {} : (impairments?.from[sender] ?? {})] as const;
  });
  return {
    name: link.name,
    mechanism,
    bridge: link.bridge,
    far: `f${link.bridge.slice(1)}`,
    ports: link.ports.map(({ port, node, interface: name }) => ({ port, node, interface: name })),
    towards: Object.fromEntries(ways.map(([port, way]) => [port, { ...NOTHING, ...way }])),
    tc: Object.fromEntries(
      ways.map(([port, way]) => [port, mechanism === 'kernel' ? qdiscs(port, way) : []]),
    ),
    mtu: impairments?.mtu ?? null,
    impairments: impairments === undefined ? null : mechanism === null ? mtuOnly(impairments) : impairments,
  };
}

function mtuOnly({ mtu, from }: LinkImpairments): LinkImpairments | null {
  return mtu === undefined
    ? null
    : { mtu, from: Object.fromEntries(Object.keys(from).map((end) => [end, {}])) };
}

const NOTHING: WayOrder = { latency: 0, jitter: 0, loss: 0, rate: 0 };

function needsNetem({ latency, loss }: Impairment): boolean {
  return latency !== undefined || loss !== undefined;
}

/** Packets that netem keeps at once: a second of 50 000; its own 1000 would be full at 50 000 a second and 20 ms. */
const NETEM_LIMIT = 50_000;

/** How long packets wait for a slow link at most, as in the queue of a router; the delay line has the same. */
const QUEUE = '100ms';

/** Two large frames, or what a timer tick of 4 ms lets through at once. */
function burst(rate: number): number {
  return Math.max(2 * 1600, Math.ceil((rate / 8) * 0.004));
}

/** tbf stands behind netem: a packet that has travelled then waits its turn, which comes to the same. */
function qdiscs(port: string, way: Impairment): readonly string[] {
  const { latency, jitter, loss, rate } = way;
  const netem = needsNetem(way);
  const delay =
    latency === undefined ? '' : ` delay ${latency}us${jitter === undefined ? '' : ` ${jitter}us`}`;
  const drop = loss === undefined ? '' : ` loss random ${Number((loss * 100).toFixed(6))}%`;
  const tbf = `tbf rate ${rate}bit burst ${burst(rate ?? 0)} latency ${QUEUE}`;
  const first = `qdisc add dev ${port} root handle 1:`;
  return [
    ...(netem ? [`${first} netem limit ${NETEM_LIMIT}${delay}${drop}`] : []),
    ...(rate === undefined
      ? []
      : [netem ? `qdisc add dev ${port} parent 1:1 handle 2: ${tbf}` : `${first} ${tbf}`]),
  ];
}
