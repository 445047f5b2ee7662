/** Links that are more than cables, as orders to the fabric's agent: which mechanism, and what it is told. */
import { type Cable, endsOf } from '../plan/cables.ts';
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
  /** What the delay line is between: the bridge and, of the last port, one of its own. At an exchange the near side is `lan.end`. */
  readonly near: string;
  readonly far: string;
  /** How the delay line of a port at an exchange joins in on the LAN: by a veth, of which `port` is on the bridge. Null: it is no such port. */
  readonly lan: { readonly port: string; readonly end: string } | null;
  /** Of nodes: two, or one at an exchange. */
  readonly ports: readonly {
    readonly port: string;
    readonly node: string;
    readonly interface: string;
  }[];
  /** What happens to packets that leave by a port, `lan.port` among them. */
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
 * What a link is impaired with: the kernel where it has all that the link asks for, else the delay line, which knows all of it. A port at
 * an exchange is always on the line: the kernel only delays what leaves a port, and what comes from the member leaves by all others.
 * @returns null where the link needs nothing; undefined where nothing can do it
 */
export function mechanismFor(
  { lan }: Pick<Cable, 'lan'>,
  impairments: LinkImpairments | undefined,
  { netem, tbf, line }: Means,
): Mechanism | null | undefined {
  if (!isImpaired(impairments)) return null;
  const ways = Object.values(impairments?.from ?? {});
  const kernel =
    lan === undefined &&
    (netem || !ways.some(needsNetem)) &&
    (tbf || !ways.some(({ rate }) => rate !== undefined));
  return kernel ? 'kernel' : line ? 'line' : undefined;
}

/** The order that makes a link what is said of it; without a mechanism it keeps its MTU only. */
export function linkOrder(
  cable: Cable,
  impairments: LinkImpairments | undefined,
  mechanism: Mechanism | null,
): LinkOrder {
  const { name, bridge, ports } = cable;
  const lan = lanOf(cable);
  const [a = '', b = ''] = endsOf(cable);
  const leaving = [...(lan === null ? [] : [lan.port]), ...ports.map(({ port }) => port)];
  // What leaves by a port comes from the other end.
  const ways = leaving.map((port, index) => {
    const sender = index === 0 ? b : a;
    return [port, mechanism === null ? {} : (impairments?.from[sender] ?? {})] as const;
  });
  return {
    ...{ name, mechanism, bridge, lan },
    near: lan?.end ?? bridge,
    far: lan === null ? `f${bridge.slice(1)}` : `z${lan.port.slice(1)}`,
    ports: ports.map(({ port, node, interface: own }) => ({ port, node, interface: own })),
    towards: Object.fromEntries(ways.map(([port, way]) => [port, { ...NOTHING, ...way }])),
    tc: Object.fromEntries(
      ways.map(([port, way]) => [port, mechanism === 'kernel' ? qdiscs(port, way) : []]),
    ),
    mtu: impairments?.mtu ?? null,
    impairments: impairments === undefined ? null : mechanism === null ? mtuOnly(impairments) : impairments,
  };
}

/** Named after the port, which is the only one of its name: no other interface of the fabric begins with an x or y. */
function lanOf({ lan, ports: [port] }: Cable): LinkOrder['lan'] {
  if (lan === undefined || port === undefined) return null;
  const rest = port.port.slice(1);
  return { port: `x${rest}`, end: `y${rest}` };
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
