/** What the agent in a lab's fabric (images/fabric/agent) is told, and what it tells. */
import type { ConfigChange } from '../render/config-changes.ts';
import type { LinkOrder, Means } from '../render/impairments.ts';
import type { WirePort } from '../render/wiring.ts';
import type { PerFamily } from '../topology/topology.ts';
import type { HealthReport } from './health-report.ts';

/** A running node, as the agent needs it. */
export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
}

/** All that turns a lone container into a node of the lab. */
export interface WireNode extends NodeProcess {
  readonly ports: readonly WirePort[];
  /** A batch of idempotent `ip` commands for the node's own network namespace. */
  readonly commands: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** The addresses of a host's router, which is to know the host as soon as it is wired; of a router none. */
  readonly gateways: readonly string[];
}

export interface AwaitRouter extends NodeProcess {
  readonly sessions: readonly { readonly address: string; readonly asn: number }[];
  /** The neighbours with which OSPF has to be up, over both IP versions. */
  readonly igp: readonly { readonly interface: string; readonly node: string }[];
  /** Addresses of the neighbours with which BFD has to be up. */
  readonly bfd: readonly string[];
  /** A route to one of each of these groups has to be in the kernel. */
  readonly prefixes: readonly (readonly string[])[];
}

export interface AwaitClient extends NodeProcess {
  readonly router: string;
  readonly queries: readonly { readonly address: string; readonly zone: string }[];
}

/** One that has to take each of its back ends for alive. */
export interface AwaitBalancer extends NodeProcess {
  readonly backends: readonly string[];
}

/** The steps by which a lab becomes ready, lowest first. */
export type Rung = 'daemons' | 'sessions' | 'routes' | 'answers' | 'stable';

export interface ReadinessFailure {
  readonly rung: Rung;
  readonly node: string;
  /** The last thing seen there. */
  readonly seen: string;
}

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly failures: readonly ReadinessFailure[] };

/** `at`: seconds since the waiting began. */
export interface RungEvent {
  readonly rung: Rung;
  readonly at: number;
}

/**
 * A route in a node's kernel, or its going: the interfaces by which packets for the prefix leave, those that are shared with the
 * gateway's address (`to-ix 10.0.9.3`).
 */
export interface FibRecord {
  readonly node: string;
  readonly prefix: string;
  /** Microseconds of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly interfaces: readonly string[];
}

export interface OriginatedPrefix {
  readonly family: 4 | 6;
  readonly prefix: string;
}

/** When bgpd was told: microseconds of CLOCK_MONOTONIC just before and just after. */
export interface RoutingInstant extends OriginatedPrefix {
  readonly before: number;
  readonly after: number;
}

/** What a router does at the moment. */
export type RouterState = { readonly health: HealthReport | null } & (
  | {
      readonly node: string;
      /** FRR's, such as `10.3`. */
      readonly version: string;
      /** State of each session by the neighbour's address: `Established`, `Active` ... */
      readonly sessions: Readonly<Record<string, string>>;
      /** State of each OSPF neighbour by IP version and interface: `Full`, `ExStart` ... Only where `igp` asked for it. */
      readonly adjacencies?: PerFamily<Readonly<Record<string, string>>>;
      /** Those of the prefixes asked about that it announces as its own. */
      readonly originates: readonly string[];
    }
  | { readonly node: string; readonly error: string }
);

/** What a balancer has counted since it was started, and whom it takes for alive. */
export type BalancerState =
  | {
      readonly node: string;
      readonly backends: readonly { readonly name: string; readonly up: boolean; readonly queries: number }[];
      readonly queries: number;
      /** Answered from its cache, or not although they may have been. */
      readonly hits: number;
      readonly misses: number;
      /** By a rule: its rate limit. */
      readonly dropped: number;
    }
  | { readonly node: string; readonly error: string };

/** What a DNS daemon says that it has counted since it was started. */
export type DaemonCounters =
  | {
      readonly node: string;
      /** When it said so: µs of CLOCK_MONOTONIC. */
      readonly at: number;
      /** Over UDP, TCP and TLS, those of health checks among them. */
      readonly queries: number;
      /** Answered from what it keeps, or not although they may have been; 0 where it keeps nothing. */
      readonly hits: number;
      readonly misses: number;
    }
  | { readonly node: string; readonly error: string };

/** What was changed of a router's configuration: how much of it was not so already, and when (µs of CLOCK_MONOTONIC). */
export type Configured =
  | { readonly node: string; readonly changed: number; readonly before: number; readonly after: number }
  | { readonly node: string; readonly error: string };

/** A router, with the names of its interfaces that more than one router is behind: they are named with the gateway. */
export interface FollowedRouter extends NodeProcess {
  readonly shared: readonly string[];
}

/** By prefix, the paths that a router knows, as bgpd tells them, and the interfaces that its kernel forwards to. */
export type RouterPaths =
  | {
      readonly node: string;
      readonly paths: Readonly<Record<string, object>>;
      readonly interfaces: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly node: string; readonly error: string };

/** A configuration of a router, as a file for a daemon that starts, and as changes for the one that runs. */
export interface ConfigureRouter extends NodeProcess {
  readonly daemon: 'bgpd' | 'ospfd' | 'ospf6d';
  readonly path: string;
  readonly content: string;
  readonly changes: readonly ConfigChange[];
  /** Neighbours with which sessions begin anew after that. */
  readonly reset?: readonly string[];
}

/** What a node's kernel has counted of UDP since the node started, over both IP versions. */
export interface UdpCounters {
  readonly node: string;
  /** Read by a program of its. */
  readonly received: number;
  readonly sent: number;
  /** Dropped, as the queue of the socket was full. */
  readonly overflowed: number;
}

/** What a capture of all links came to. */
export interface CaptureResult {
  /** Names of the fabric's ports by interface index, those included that came or went meanwhile. */
  readonly ports: Readonly<Record<string, string>>;
  /** Written to the file. */
  readonly packets: number;
  /** Seen, but lost before they were written: with any of them, the capture is not whole. */
  readonly dropped: number;
  /** It ended before it was told to: the file had become as large as it may, or the disk was filling up. */
  readonly full: boolean;
  /** Every packet in between was seen. */
  readonly began: ClockReading;
  readonly ended: ClockReading;
}

/** Something of a lab's queries, as it happens; octets in base64. Each has some of these. */
export interface QueryEvent {
  /** Names of the fabric's ports by interface index: all, whenever there are new ones. */
  readonly ports?: Readonly<Record<string, string>>;
  /** Every packet is seen from here on. */
  readonly following?: true;
  /** The next piece of a capture (libpcap) of all links. */
  readonly packets?: string;
  /** Nodes that began, or ended, to tell of their queries. */
  readonly open?: readonly string[];
  readonly closed?: readonly string[];
  /** What a node tells (dnstap). */
  readonly node?: string;
  readonly frames?: readonly string[];
  /** µs of CLOCK_REALTIME, which also stamps packets and what nodes tell. */
  readonly now?: number;
}

export interface ClockReading {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  /** CLOCK_REALTIME, which stamps packets, less CLOCK_MONOTONIC, in ns. */
  readonly offset: number;
}

/** An action of a fault (src/faults/action.ts) with the processes that it is done to. */
export type AgentAction = { readonly do: string } & Readonly<Record<string, unknown>>;

/** When an action took effect: between the two, in microseconds of CLOCK_MONOTONIC; for routes, by prefix. */
export type ActionInstant =
  | RoutingInstant
  | { readonly before: number; readonly after: number; readonly prefix?: undefined };

/** Something that was brought back, and when. */
export interface Mended {
  readonly what: string;
  /** Or a port of the fabric, as the agent has it, and its link when it is told. */
  readonly node: string;
  readonly before: number;
  readonly after: number;
}

/** A node, or a port of the fabric (when it is told: its link), that could not be brought back. */
export interface NotMended {
  readonly node: string;
  readonly reason: string;
}

/**
 * A zone at an address, asked from within a node, until its serial is newer than `newer`, -1 for any serial, or null where any answer will do; until
 * it is `serial`; or a name, until it has a record of a type, or none. With `programs` it is not waited for where none of these runs in the node.
 */
export type AskedSerial = NodeProcess & {
  readonly address: string;
  readonly zone: string;
  readonly programs?: readonly string[];
} & (
    | { readonly newer: number | null }
    | { readonly serial: number }
    | { readonly record: { readonly type: string; readonly present: boolean } }
  );

/** The last answer to that. */
export interface SerialSeen {
  /** Null: the answer had none. */
  readonly serial: number | null;
  /** `NOERROR` or another code, or what came instead. */
  readonly seen: string;
  /** µs of CLOCK_MONOTONIC; null: there was none. */
  readonly at: number | null;
  /** Whether it is what was waited for. */
  readonly suits: boolean;
}

/** What is kept of a lab's links. */
export interface ImpairmentState {
  /** Null: never found out, as no link asked for it. */
  readonly means: Means | null;
  /** By name; one that is not there is a plain bridge. */
  readonly links: Readonly<Record<string, LinkOrder>>;
  /** Whether the delay line runs. */
  readonly line: boolean;
}

/** A fault in force. */
export interface FaultRecord {
  readonly target: string;
  readonly kind: string;
  /** As it was asked for. */
  readonly spec: object;
  /** When, by the clock on the wall (ISO 8601). */
  readonly since: string;
}
