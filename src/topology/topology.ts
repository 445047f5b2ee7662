/**
 * The topology as the rest of the program sees it: names resolved, defaults filled in, nothing
 * optional left that a later stage would have to decide. Made by `parseTopology`, never by hand.
 */

import type { Balancer } from './balancer.ts';
import type { ExpectedCatchment } from './expected-sites.ts';
import type { GoodAnswer, HealthQuestion } from './health-question.ts';
import type { Scenario } from './scenario.ts';

/** IP version: 4 or 6. */
export type Family = 4 | 6;

export const FAMILIES = [4, 6] as const satisfies readonly Family[];

/** One value for each IP version. */
export interface PerFamily<T> {
  readonly 4: T;
  readonly 6: T;
}

/** Names of the timer profiles that a topology file may use. */
export const TIMER_PROFILE_NAMES = ['fast', 'datacenter', 'internet'] as const;
export type TimerProfileName = (typeof TIMER_PROFILE_NAMES)[number];

/** BGP timers in seconds (RFC 4271, section 10). */
export interface BgpTimers {
  /** The profile the values come from. Absent: the author wrote them in full. */
  readonly profile?: TimerProfileName;
  readonly keepalive: number;
  readonly hold: number;
  readonly connectRetry: number;
  /** MinRouteAdvertisementInterval for eBGP. */
  readonly advertisementInterval: number;
}

/** How a site's router checks its servers. */
export interface HealthCheck {
  /** Between two queries to a server, in s. */
  readonly interval: number;
  /** Failures in a row that take a server out of the site. */
  readonly fall: number;
  /** Successes in a row that bring it back. */
  readonly rise: number;
  /** For how long a server may serve a zone that has not been confirmed with the primary, in s. Absent: for ever. */
  readonly maxStale?: number;
  /** The longest that an answer may take, in s. Absent: 0.4, or the interval where that is shorter. */
  readonly timeout?: number;
  /** Absent: the SOA of the zone of the service. */
  readonly question?: HealthQuestion;
  /** Absent: NOERROR, whatever it holds. */
  readonly expect?: GoodAnswer;
  /** A site without a healthy server is withdrawn only where it hears that another one announces the prefix. Absent: in any case. */
  readonly lastSiteStays?: true;
}

/** Timers of BFD (RFC 5880), the same in both directions. */
export interface Bfd {
  /** Between two packets, in ms. */
  readonly interval: number;
  /** Packets in a row that have to be missing before the neighbour is taken for dead. */
  readonly multiplier: number;
}

/** As FRR has it: paths of one length through whatever networks are equal, and routers use all of them at once (ECMP). */
export const MULTIPATH = 'as-path multipath-relax';

/**
 * What becomes of equal paths: the lower router id wins (RFC 4271, section 9.1.2.2), or the path that came first, as FRR does
 * by default, or packets are shared among them.
 */
export const BESTPATHS = ['router-id', 'oldest', MULTIPATH] as const;
export type Bestpath = (typeof BESTPATHS)[number];

/** By what routers tell apart the flows that they share among equal paths or servers: addresses and ports, or addresses alone. */
export const ECMP_HASHES = ['l4', 'l3'] as const;
export type EcmpHash = (typeof ECMP_HASHES)[number];

/** Those that a router can have by itself. */
export const TIE_BREAKS = ['router-id', 'oldest'] as const satisfies readonly Bestpath[];
export type TieBreak = (typeof TIE_BREAKS)[number];

/** How a route came to be known, as its ORIGIN says (RFC 4271, section 5.1.1); the earlier wins. */
export const ORIGINS = ['igp', 'egp', 'incomplete'] as const;
export type Origin = (typeof ORIGINS)[number];

/** What a router changes of the routes that it sends to a neighbour. Absent: left as it is. */
export interface ExportChange {
  /** How often its own ASN is put before the path, beyond the once that eBGP asks for. */
  readonly prepend?: number;
  /** MULTI_EXIT_DISC: of several links to one neighbour the lowest wins there. */
  readonly med?: number;
  readonly origin?: Origin;
  /** Added: `64500:70`, `no-export` or `64500:1:2` (RFC 1997, RFC 8092). */
  readonly communities?: readonly string[];
}

/** Communities that are taken away before others are added; `all`: whatever there is, large ones included. */
export interface Strip {
  readonly strip?: 'all' | readonly string[];
}

/** What a router changes of the routes that it takes from a neighbour. */
export interface ImportChange extends ExportChange {
  /** LOCAL_PREF, in place of what the relationship gives: the highest wins. */
  readonly localPref?: number;
  /** FRR's own first criterion, of this router alone: the highest wins. */
  readonly weight?: number;
}

/**
 * Which prefixes pass: `192.0.2.0/24`, or `192.0.2.0/24+` for it and all in it. Those refused do not, and where some are allowed no
 * others do. The networks of routers always pass, so that answers find their way back.
 */
export interface PrefixFilter {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** What is done with routes that carry a community: nothing more than `set`, or they are refused. */
export interface CommunityRule {
  readonly community: string;
  readonly does: 'deny' | (ImportChange & { readonly strip?: readonly string[] });
}

/** Those that a route meets on its way are carried out in their order. */
export interface CommunityRules {
  readonly match?: readonly CommunityRule[];
}

/** To which neighbours a router passes a route on. Absent: to all that the relationship allows. */
export interface PassingOn {
  readonly announceTo?: readonly string[];
  readonly doNotAnnounceTo?: readonly string[];
}

/** How many prefixes a neighbour may send in each IP version before the session ends, or with `warningOnly` the log says so. */
export interface MaximumPrefix {
  readonly count: number;
  readonly warningOnly: boolean;
}

/** What one end of a link does to routes beyond what the relationship says. `prepend` on import repeats the neighbour's ASN. */
export interface EndPolicy {
  readonly in: ImportChange & Strip & PrefixFilter & CommunityRules & PassingOn;
  readonly out: ExportChange & Strip & PrefixFilter & CommunityRules;
  /** Absent: any number. */
  readonly maximumPrefix?: MaximumPrefix;
  /** How often its own ASN may stand in the path of a route that it takes. Absent: not once (RFC 4271, section 9.1.2). */
  readonly allowAsIn?: number;
  /** The relationship means nothing to this end: it takes and sends everything, and all routes are worth the same. */
  readonly open?: true;
}

/** How a site announces its services, and to whom. */
export interface Announcement extends ExportChange {
  /** Announced besides those of the services: parts of these, or what they are a part of. Absent: none. */
  readonly prefixes?: readonly string[];
  /** The prefixes of the services are not announced here, so that `prefixes` are all there is. */
  readonly withoutServices?: true;
  /** Names of the neighbours that hear of the services; absent: all of them. */
  readonly to?: readonly string[];
}

/** What happens to packets on their way over a link, one way. Absent: nothing of the kind. */
export interface Impairment {
  /** In µs. */
  readonly latency?: number;
  /** By so much the latency is more or less, in µs; no more than it. */
  readonly jitter?: number;
  /** Share of packets that get lost, from 0 to 1. */
  readonly loss?: number;
  /** Bits a second. */
  readonly rate?: number;
}

/** What makes a link more than a cable. */
export interface LinkImpairments {
  /** The largest packet, in bytes, at both ends. */
  readonly mtu?: number;
  /** By the end that packets come from; both are there. */
  readonly from: Readonly<Record<string, Impairment>>;
}

/** What a site's DNS servers for zones can be. */
export const SERVER_KINDS = ['nsd', 'bind', 'knot'] as const;

export type ZoneServerKind = (typeof SERVER_KINDS)[number];

/** What runs as a site's DNS server: one for zones, or a resolver. */
export type ServerKind = ZoneServerKind | 'unbound';

/** What an author can let the servers of a service do that has no zone of its own. */
export const SERVICE_ROLES = ['resolver'] as const;

/** The servers of the root and of top-level domains (`internet-dns`) lead to the zones of the other services. */
export type ServiceRole = (typeof SERVICE_ROLES)[number] | 'root' | 'tld';

/** What can hold the zones that servers have from it. */
export const PRIMARY_KINDS = ['knot', 'bind'] as const satisfies readonly ServerKind[];
export type PrimaryKind = (typeof PRIMARY_KINDS)[number];

/** Its name as a node. */
export const PRIMARY_NAME = 'primary';

/** The hidden primary of all zones, on a link of its own to `router`. */
export interface Primary {
  readonly router: string;
  readonly kind: PrimaryKind;
}

/** The ways in which a site, or a part of it, goes away. */
export const FAULT_KINDS = [
  'withdraw',
  'drain',
  'server-kill',
  'server-hang',
  'server-broken',
  'bad-signature',
  'bgp-kill',
  'bgp-restart',
  'bgp-hang',
  'site-crash',
  'link-down',
  'blackhole',
  'flap',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What is to be done to a lab. What a kind does not know stays absent. */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** A site; also a link for `link-down` and `blackhole`, and a server for `server-kill`, `server-hang`, `server-broken` and `bad-signature`. */
  readonly target: string;
  /** `site-crash`: what the neighbours see of it. Absent: `stays`, as behind a switch. */
  readonly carrier?: 'stays' | 'lost';
  /** `blackhole`: which frames are dropped, seen from the site or from the first end of the link. Absent: `both`. */
  readonly direction?: 'both' | 'from' | 'to';
  /** `drain`: the longest that is waited for the last query before the withdrawal, in s. Absent: 10. */
  readonly deadline?: number;
  /** `flap`: which fault is applied and undone. Absent: `withdraw`. */
  readonly flap?: Exclude<FaultKind, 'flap'>;
  /** `flap`: s from one application to the next; half of it the fault is in force. Absent: 4. */
  readonly every?: number;
  /** `flap`: how often. Absent: 3. */
  readonly times?: number;
}

/** One prefix of an anycast service, and the address in it that clients query. */
export interface ServicePrefix {
  readonly family: Family;
  /** CIDR, host bits zero, canonical text (RFC 5952 for IPv6). */
  readonly prefix: string;
  readonly address: string;
}

export interface Service {
  readonly name: string;
  /** One or two entries, IPv4 first. */
  readonly prefixes: readonly ServicePrefix[];
  /** The zone that clients and health checks ask for, without the final dot: the only one, unless `zones` says otherwise. */
  readonly zone: string;
  /** All that its servers are authoritative for. Absent: `zone`, generated. */
  readonly zones?: readonly ServiceZone[];
  /** Absent: its zones are not signed. */
  readonly dnssec?: Dnssec;
  /** Absent: its servers are authoritative for its zones; a resolver's zone is one that it can resolve. */
  readonly role?: ServiceRole;
}

/** How zones are signed at the primary. */
export interface Dnssec {
  /** How long a signature is good for, in s. */
  readonly validity: number;
}

/** How long all records of generated zones live, in s: long enough for caches to work, short enough to watch them expire. */
export const ZONE_TTL = 60;

/** What a zone holds: a zone file's text, or what is generated. */
export interface ServiceZone {
  /** Without the final dot. */
  readonly name: string;
  /** Of a zone file. Absent: the zone is generated. */
  readonly written?: { readonly file: string; readonly text: string };
  /** How many records are generated beside those of every such zone. Absent: none. */
  readonly records?: number;
  /** Delegated from it: names relative to it, each with the service that has that zone. Absent: none. */
  readonly delegations?: readonly { readonly name: string; readonly service: string }[];
}

/** The least and the most that `ServerLimits.cpu` may be: engines give out processor time by the millisecond, every 100 ms. */
export const PROCESSOR_SHARES = { least: 0.01, most: 1 } as const;

/** What a server does besides the usual, and what keeps it from answering as fast as it could. */
export interface ServerLimits {
  /** It answers over TLS, too. Absent: no. */
  readonly tls?: true;
  /** Share of one processor. Absent: all it can get. */
  readonly cpu?: number;
  /** Answers a second to one client network. Absent: no limit. */
  readonly rateLimit?: number;
}

/** One DNS server of a site, on the LAN behind its edge. */
export interface SiteServer extends ServerLimits {
  /** `ns1.fra`: also what NSID, hostname.bind and id.server answer. */
  readonly name: string;
  readonly kind: ServerKind;
  /** Those of the site's services whose addresses it answers at. */
  readonly services: readonly string[];
}

/** A place that originates service prefixes: an edge router of this name, and its DNS servers. */
export interface Site {
  readonly name: string;
  /** Absent: the plan gives all such sites one ASN. */
  readonly asn?: number;
  readonly services: readonly string[];
  /** In the order of their names. */
  readonly servers: readonly SiteServer[];
  /** Has the service addresses in place of the servers. Absent: none. */
  readonly balancer?: Balancer;
  /** Null: it announces whatever its servers do. */
  readonly health: HealthCheck | null;
  readonly announce: Announcement;
  /** Lines for its FRR daemons, after all others of each. Absent: none. */
  readonly frr?: readonly string[];
}

/** A transit or ISP router. */
export interface Router {
  readonly name: string;
  /** Absent: that of its network, where internal links join it to others; else the plan gives it one of its own. */
  readonly asn?: number;
  /** Whether it reflects routes to the other routers of its network (RFC 4456). Absent: no. */
  readonly reflector?: boolean;
  /** Absent: what the topology says. */
  readonly bestpath?: TieBreak;
  /** Lines for its FRR daemons, after all others of each. Absent: none. */
  readonly frr?: readonly string[];
}

/** What can resolve names for a client. */
export const CLIENT_RESOLVERS = ['unbound'] as const;

/** A client's own recursive resolver. */
export interface ClientResolver {
  readonly kind: (typeof CLIENT_RESOLVERS)[number];
  /** Whether it keeps answers as long as their TTL says. */
  readonly cache: boolean;
  /** It asks the name server that answers quickest most of the time. Absent: any that is not far slower than that. */
  readonly prefersFastest?: true;
}

/** A host that sends queries, on a link of its own to `router`. */
export interface Client {
  readonly name: string;
  readonly router: string;
  /** Absent: it asks the services itself. */
  readonly resolver?: ClientResolver;
  /** Of its link; absent: none. */
  readonly impairments?: LinkImpairments;
}

/** What two networks have agreed on of their sessions with each other, and what each of them does. */
export interface SessionSettings {
  readonly timers: BgpTimers;
  /** Null: none. */
  readonly bfd: Bfd | null;
  /** Of TCP's MD5 option (RFC 2385), at both ends. Absent: none. */
  readonly password?: string;
  /** Both ends take packets of the other only from one hop away (RFC 5082). */
  readonly ttlSecurity?: true;
  /** By end; one that is absent does what its relationship says. */
  readonly policy: Readonly<Record<string, EndPolicy>>;
}

/** A link with one BGP session per IP version, or for one of them, between two routers (sites' edges included). */
export interface Link extends SessionSettings {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** `transit`: `from` is the customer of `to` (`a -> b`). `peering`: neither pays (`a -- b`). */
  readonly relationship: 'transit' | 'peering';
  /** The only IP version that it has a session for. Absent: one for each. */
  readonly family?: Family;
  /** One session for both IP versions, over the link-local addresses of interfaces that have no others (RFC 8950). */
  readonly unnumbered?: true;
  /** Absent: none. */
  readonly impairments?: LinkImpairments;
}

/** A link between two routers of one network: OSPF runs on it, and iBGP through it. */
export interface InternalLink {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** OSPF's, the same in both directions and for both IP versions. */
  readonly cost: number;
  /** As of any other link. */
  readonly impairments?: LinkImpairments;
}

/** The sessions of two who meet at an exchange, one for each IP version. */
export interface ExchangeSessions extends SessionSettings {
  readonly ends: readonly [string, string];
}

/** A LAN on which all members are peers of each other. */
export interface Exchange {
  readonly name: string;
  /** Names of sites and routers. */
  readonly members: readonly string[];
  /** Whether they have sessions with a route server only (RFC 7947), instead of with each other. */
  readonly routeServer: boolean;
  /** Of every two members, whether or not they are of one AS and have none; or of each with the route server. */
  readonly sessions: readonly ExchangeSessions[];
  /** Of members' ports, by member: between it and the LAN, whose name is that of the exchange. Absent: all are plain cables. */
  readonly impairments?: Readonly<Record<string, LinkImpairments>>;
}

/** What the author says must hold. */
export interface Expectations {
  readonly catchment: ExpectedCatchment;
}

export interface Topology {
  readonly name: string;
  readonly description?: string;
  /** The default of all links, and what reports state. */
  readonly timers: BgpTimers;
  /** Whether routers keep forwarding while a bgpd restarts (RFC 4724). */
  readonly gracefulRestart: boolean;
  readonly bestpath: Bestpath;
  /** Absent: `l4`. */
  readonly ecmpHash?: Exclude<EcmpHash, 'l4'>;
  /** Servers and balancers tell of each query. Absent: they do not. */
  readonly queryLog?: true;
  readonly services: readonly Service[];
  readonly sites: readonly Site[];
  readonly routers: readonly Router[];
  readonly clients: readonly Client[];
  /** Absent: every server has its zones from files of its own. */
  readonly primary?: Primary;
  readonly links: readonly Link[];
  /** Absent: none. */
  readonly internalLinks?: readonly InternalLink[];
  /** Absent: none. */
  readonly exchanges?: readonly Exchange[];
  readonly expect?: Expectations;
  /** Absent: none. */
  readonly scenarios?: readonly Scenario[];
}
