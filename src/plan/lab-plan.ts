/**
 * The lab as it will be built: every address, number and name decided, nothing rendered yet.
 * A pure function of the topology (`planLab`), the same bytes every time.
 */
import type { BalancerKind, BalancerPolicy } from '../topology/balancer.ts';
import type { ExpectedCatchment } from '../topology/expected-sites.ts';
import type { CheckedType } from '../topology/health-question.ts';
import type {
  Bestpath,
  Bfd,
  BgpTimers,
  ClientResolver,
  Dnssec,
  EcmpHash,
  EndPolicy,
  ExportChange,
  Family,
  HealthCheck,
  LinkImpairments,
  PerFamily,
  PrimaryKind,
  ServerKind,
  ServerLimits,
  ServicePrefix,
  ServiceRole,
  ServiceZone,
  TieBreak,
} from '../topology/topology.ts';

/** An address on an interface, with its prefix length. */
export interface InterfaceAddress {
  readonly family: Family;
  readonly address: string;
  readonly length: number;
}

export interface InterfacePlan {
  /** At most 15 characters (IFNAMSIZ less the NUL). */
  readonly name: string;
  readonly link: string;
  readonly mac: string;
  readonly addresses: readonly InterfaceAddress[];
}

/** A route the fabric puts into a node's kernel before its daemons start. */
export interface KernelRoute {
  readonly family: Family;
  /** CIDR or `default`. */
  readonly destination: string;
  /** Next-hop addresses (several: ECMP); empty: a blackhole that keeps an aggregate in the table. */
  readonly via: readonly string[];
}

interface NodeBase {
  readonly name: string;
  readonly interfaces: readonly InterfacePlan[];
  /** Addresses on `lo` besides the loopback ones. */
  readonly loopback: readonly InterfaceAddress[];
  readonly routes: readonly KernelRoute[];
}

/**
 * What a neighbour is to this router: `customer` pays us, we pay a `provider`; `internal` is of our own network; a
 * `route-server-client` is what members are to the route server of an exchange, which is a `peer` to them.
 */
export type Relationship = 'customer' | 'provider' | 'peer' | 'internal' | 'route-server-client';

/** One end of a BGP session, as its router configures it. */
export interface NeighborPlan {
  readonly node: string;
  readonly family: Family;
  /** That it runs on; a session within a network has a name of its own instead, as it runs on whatever way there is. */
  readonly link: string;
  readonly interface: string;
  /** What the router calls it by: its address, or the router's own interface where the link is unnumbered. */
  readonly address: string;
  /** One session for both IP versions, each of which has a plan of its own here all the same. */
  readonly unnumbered?: true;
  readonly asn: number;
  readonly relationship: Relationship;
  readonly timers: BgpTimers;
  /** Null: none. */
  readonly bfd: Bfd | null;
  /** Absent: none. */
  readonly password?: string;
  readonly ttlSecurity?: true;
  /** What is done to routes beyond what the relationship says. */
  readonly policy: NeighborPolicy;
  /** Whether other neighbours are on the link too: it is an exchange. Absent: no. */
  readonly atExchange?: boolean;
  /** Whether the neighbour is a route server, which puts no ASN of its own before a path (RFC 7947). Absent: no. */
  readonly routeServer?: boolean;
  /** Within a network: the loopback address that this end speaks from. Absent: the link's. */
  readonly source?: string;
  /** Whether the neighbour gets the routes of other internal neighbours from this router (RFC 4456). Absent: no. */
  readonly reflectorClient?: boolean;
}

export interface NeighborPolicy extends EndPolicy {
  /** Whether this neighbour hears of the services that the router announces itself. */
  readonly hears: boolean;
  /** What is changed of those alone, after `out`. */
  readonly services: ExportChange;
  /** The marks of sessions of the network that do not hear the routes of this one. Absent: none. */
  readonly withheldFrom?: readonly string[];
  /** The name of the mark of routes that this session does not hear. Absent: it hears all. */
  readonly unheard?: string;
}

/** A large community (RFC 8092) on routes that are kept from a session of the network, and what it is called: by the neighbour. */
export interface WithheldMark {
  readonly name: string;
  readonly mark: string;
}

/** A router's part in the OSPF of its network: both versions, in one area. */
export interface IgpPlan {
  /** Seconds between two HELLOs, and without one until a neighbour is taken for dead. */
  readonly hello: number;
  readonly dead: number;
  readonly interfaces: readonly IgpInterface[];
}

export interface IgpInterface {
  readonly interface: string;
  readonly link: string;
  /** The router at the other end. */
  readonly node: string;
  readonly cost: number;
}

/** One server asked for one prefix, at its address on the site's LAN. */
export interface ServerCheck {
  readonly family: Family;
  /** The kernel route that the server is a next hop of, by `address`. */
  readonly prefix: string;
  /** Asked for its SOA, unless `name` says what is asked for. */
  readonly zone: string;
  /** In full, without the final dot. Absent: the zone. */
  readonly name?: string;
  readonly server: string;
  readonly address: string;
}

/** What an edge checks of its servers; the checks of a prefix stand in the order of its route's next hops. */
export interface HealthPlan extends Omit<HealthCheck, 'question' | 'lastSiteStays'> {
  /** What is asked for. Absent: SOA. */
  readonly type?: CheckedType;
  /** Addresses of the primary, with which zones are to be confirmed within `maxStale`. Absent: they need not be. */
  readonly primary?: readonly string[];
  /** The site stays announced until it knows of another one. Absent: it does not. */
  readonly lastSite?: LastSitePlan;
  readonly checks: readonly ServerCheck[];
  /** Absent: there is no balancer, or it checks its back ends itself. */
  readonly balancer?: BackendChecks;
}

/** What an edge checks of the back ends of its site's balancer, to tell it which of them are in. */
export interface BackendChecks {
  /** The balancer, and its address on the site's LAN. */
  readonly name: string;
  readonly address: string;
  /** For each service all back ends, in the balancer's order, at their IPv4 addresses; `prefix` is one of the service's. */
  readonly checks: readonly ServerCheck[];
}

export interface LastSitePlan {
  /** How long news of a route may take through the lab, in s: no site is withdrawn sooner after it has said that it may be. */
  readonly settle: number;
}

/** A part of a service's prefix, or one that it is a part of. */
export interface MorePrefix {
  readonly service: string;
  readonly family: Family;
  readonly prefix: string;
}

/** A router that runs FRR: a site's edge, or a transit or ISP router. */
export interface RouterPlan extends NodeBase {
  readonly role: 'edge' | 'router';
  readonly asn: number;
  /** IPv4 dotted quad (RFC 4271, section 4.2). */
  readonly routerId: string;
  /** The unicast prefixes it announces, so that replies find their way back; a route server keeps its own to itself. */
  readonly network: PerFamily<string>;
  /** Names of the anycast services it announces; empty for `router`. */
  readonly services: readonly string[];
  readonly neighbors: readonly NeighborPlan[];
  /** Whether it only passes on the routes of an exchange's members. Absent: no. */
  readonly isRouteServer?: boolean;
  /** Absent: it is the only router of its network. */
  readonly igp?: IgpPlan;
  /** Of all of its network. Absent: nothing is kept from anybody. */
  readonly withheld?: readonly WithheldMark[];
  /** Null: nothing is checked; always so for `router`. */
  readonly health: HealthPlan | null;
  /** What it announces besides the prefixes of those services, for which of the services it has. Absent: nothing. */
  readonly alsoAnnounces?: readonly MorePrefix[];
  /** Absent: that of the lab. */
  readonly bestpath?: TieBreak;
  /** Lines of the topology for its FRR daemons. Absent: none. */
  readonly frr?: readonly string[];
}

export interface ServerPlan extends NodeBase, ServerLimits {
  readonly role: 'server';
  /** `ns1.fra`: also what NSID, hostname.bind and id.server answer. */
  readonly site: string;
  readonly kind: ServerKind;
  readonly services: readonly string[];
  /** It tells of each query. Absent: it does not. */
  readonly queryLog?: true;
}

/** A server behind a balancer, by its address on its site's LAN. */
export interface BackendPlan {
  readonly name: string;
  readonly address: string;
}

/** What a balancer asks its back ends, in whole seconds, which are what dnsdist counts in. */
export interface BackendCheck {
  readonly interval: number;
  /** ms. */
  readonly timeout: number;
  readonly fall: number;
  readonly rise: number;
  /** Without the final dot. */
  readonly name: string;
  readonly type: CheckedType;
  /** Whether NXDOMAIN and REFUSED are failures, as SERVFAIL is. */
  readonly resolves: boolean;
}

/** The load balancer between a site's edge and its servers: it has the service addresses, on `lo`. */
export interface BalancerPlan extends NodeBase {
  readonly role: 'balancer';
  readonly site: string;
  readonly kind: BalancerKind;
  readonly policy: BalancerPolicy;
  /** The most answers that it keeps. Absent: none. */
  readonly cache?: number;
  /** Queries a second from one source. Absent: any number. */
  readonly rateLimit?: number;
  /** It answers over TLS, too. Absent: no. */
  readonly tls?: true;
  readonly backends: readonly BackendPlan[];
  readonly check: BackendCheck;
  /** The edge checks the back ends, and tells it which of them are in. Absent: it checks them itself. */
  readonly told?: true;
  /** The edge's addresses on the LAN: its health checks come from there, and say how the back ends are. */
  readonly checkedFrom: readonly InterfaceAddress[];
  /** It tells of each query. Absent: it does not. */
  readonly queryLog?: true;
}

export interface ClientPlan extends NodeBase {
  readonly role: 'client';
  readonly router: string;
  /** Absent: none. */
  readonly resolver?: ClientResolver;
}

/** The hidden primary of all zones. */
export interface PrimaryPlan extends NodeBase {
  readonly role: 'primary';
  readonly router: string;
  readonly kind: PrimaryKind;
}

export type NodePlan = RouterPlan | BalancerPlan | ServerPlan | ClientPlan | PrimaryPlan;

/** One end of a link: which bridge port of the fabric goes to which interface of which node. */
export interface PortPlan {
  readonly node: string;
  readonly interface: string;
  /** Name of the veth end in the fabric's network namespace. */
  readonly port: string;
  /** At an exchange: what makes it more than a cable between the node and the LAN. Absent: nothing. */
  readonly impairments?: LinkImpairments;
}

/** A bridged segment: between two networks or two routers of one (`internal`), an exchange, a site's LAN, or a client's access link. */
export interface LinkPlan {
  readonly name: string;
  readonly kind: 'session' | 'internal' | 'exchange' | 'lan' | 'access';
  readonly bridge: string;
  readonly prefixes: PerFamily<string>;
  readonly ports: readonly PortPlan[];
  /** What makes it more than a cable; absent: nothing. A LAN has none, and at an exchange the ports have them. */
  readonly impairments?: LinkImpairments;
}

export interface SessionEnd {
  readonly node: string;
  readonly asn: number;
  /** Or the name of its interface, where that has no address of its own. */
  readonly address: string;
}

/** One BGP session; `a` is the customer where the relationship is transit. A link has one for each IP version, an exchange many. */
export interface SessionPlan {
  /** As in `NeighborPlan`. */
  readonly link: string;
  readonly family: Family;
  readonly relationship: 'transit' | 'peering' | 'internal';
  readonly a: SessionEnd;
  readonly b: SessionEnd;
}

export interface ServicePlan {
  readonly name: string;
  readonly prefixes: readonly ServicePrefix[];
  /** The zone that is asked for. */
  readonly zone: string;
  /** All that its servers have. Absent: `zone`, generated. */
  readonly zones?: readonly ServiceZone[];
  /** Absent: they are not signed. */
  readonly dnssec?: Dnssec;
  /** Absent: its servers are authoritative for its zone. */
  readonly role?: ServiceRole;
  /** Names of the sites that announce it. */
  readonly sites: readonly string[];
}

export interface LabPlan {
  /** The lab's name: the topology's, or the one given with `--name`. */
  readonly name: string;
  readonly topology: string;
  readonly timers: BgpTimers;
  readonly gracefulRestart: boolean;
  readonly bestpath: Bestpath;
  /** Absent: `l4`. */
  readonly ecmpHash?: Exclude<EcmpHash, 'l4'>;
  readonly services: readonly ServicePlan[];
  /** Sorted by name within edges, routers, route servers, balancers, servers, clients; the primary comes last. */
  readonly nodes: readonly NodePlan[];
  readonly links: readonly LinkPlan[];
  readonly sessions: readonly SessionPlan[];
  /** Which site answers which client, if the topology says. */
  readonly expectedCatchment: ExpectedCatchment;
}
