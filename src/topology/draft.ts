import type { Balancer } from './balancer.ts';
import type { Coordinates } from './cities.ts';
import type { NodeKind } from './diagnostic.ts';
import type { Location } from './source-position.ts';
import type {
  Announcement,
  Bestpath,
  Bfd,
  BgpTimers,
  ClientResolver,
  Dnssec,
  EcmpHash,
  EndPolicy,
  Family,
  HealthCheck,
  Impairment,
  PrimaryKind,
  ServerKind,
  ServerLimits,
  ServiceRole,
  TieBreak,
} from './topology.ts';

/** A text in the file and where it stands. */
export interface Placed {
  readonly text: string;
  readonly at: Location;
}

export interface DraftService extends Placed {
  readonly prefixes: readonly Placed[];
  /** Empty: the default address of each prefix. */
  readonly addresses: readonly Placed[];
  readonly zone: Placed;
  /** `zone` among them. Empty: it is the only one. */
  readonly zones: readonly DraftZone[];
  readonly dnssec?: Dnssec;
  /** Whether the file says which zone. */
  readonly ownZone: boolean;
  readonly role?: ServiceRole;
  /** Whether its resolvers answer over TLS, too. Absent: no. */
  readonly tls?: true;
}

/** `text` is its name. */
export interface DraftZone extends Placed {
  /** The path as it is written; with its content, once that has been read. */
  readonly file?: Placed & { readonly content?: string };
  readonly records?: { readonly count: number; readonly at: Location };
  /** `text` is the name in the zone. */
  readonly delegations: readonly (Placed & { readonly service: Placed })[];
}

export interface DraftAsn {
  readonly asn: number;
  readonly at: Location;
}

export interface DraftBalancer extends Omit<Balancer, 'backends'> {
  /** Absent: none but those of its site. */
  readonly backends?: readonly Placed[];
}

export interface DraftSite extends Placed {
  readonly place?: DraftPlace;
  readonly asn?: DraftAsn;
  readonly services: readonly Placed[];
  /** The kind of each. */
  readonly servers: readonly ServerKind[];
  readonly serverLimits: ServerLimits;
  readonly balancer?: DraftBalancer;
  readonly health: HealthCheck | null;
  readonly announce: Omit<Announcement, 'to' | 'prefixes'> & {
    /** All that there are. */
    readonly keys: readonly Placed[];
    readonly to?: readonly Placed[];
    readonly prefixes?: readonly Placed[];
  };
  readonly frr?: readonly string[];
}

export interface DraftRouter extends Placed {
  readonly place?: DraftPlace;
  readonly asn?: DraftAsn;
  readonly reflector: boolean;
  readonly bestpath?: TieBreak;
  readonly frr?: readonly string[];
}

export interface DraftClient extends Placed {
  readonly place?: DraftPlace;
  readonly router: Placed;
  readonly resolver?: ClientResolver;
  readonly impairments: DraftImpairments;
}

/** One direction of a link, and where keys stand that may be wrong. */
export interface DraftImpairment {
  readonly is: Impairment;
  readonly jitterAt?: Location;
  /** Where `latency: distance` stands; `is` has no latency then. */
  readonly distanceAt?: Location;
}

/** Where a node is: a city, or coordinates. */
export interface DraftPlace {
  readonly is: string | Coordinates;
  readonly at: Location;
}

/** What a link or a client says of its link. */
export interface DraftImpairments {
  readonly mtu?: number;
  /** Both ways, where `from` does not say otherwise. */
  readonly both: DraftImpairment;
  /** `text` is the end that packets come from. */
  readonly from: readonly (Placed & DraftImpairment)[];
}

export interface DraftTimers {
  readonly timers: BgpTimers;
  readonly at: Location;
}

/** `text` is the name of the end. */
export interface DraftEndPolicy extends Placed {
  readonly does: EndPolicy;
  /** In its filters, as they are written. */
  readonly prefixes: readonly Placed[];
  /** The neighbours that it names as those to whom it passes routes on, or does not. */
  readonly hearers: readonly Placed[];
}

/** What is said of sessions beside policy; what is absent holds as for all others. */
export interface DraftSession {
  readonly timers?: DraftTimers;
  readonly bfd?: Bfd | null;
  readonly password?: string;
  readonly ttlSecurity?: boolean;
}

export interface DraftLink extends DraftSession {
  readonly at: Location;
  readonly from: Placed;
  readonly to: Placed;
  /** `internal`: both ends are routers of one network. */
  readonly relationship: 'transit' | 'peering' | 'internal';
  /** Of an internal link. */
  readonly cost: number;
  /** The keys of its mapping. */
  readonly keys: readonly Placed[];
  /** Absent: the name follows from the ends. */
  readonly name?: Placed;
  readonly bfd: Bfd | null;
  /** Absent: both. */
  readonly family?: Family;
  readonly unnumbered?: true;
  readonly policy: readonly DraftEndPolicy[];
  readonly impairments: DraftImpairments;
}

/** `text` is the name of the neighbour, another member or the route server. */
export interface DraftMemberSession extends Placed {
  /** All that there are. */
  readonly keys: readonly Placed[];
  /** On top of what the member does to all. */
  readonly policy?: DraftEndPolicy;
  readonly session: DraftSession;
}

export interface DraftMember extends Placed {
  /** Absent: what a peer does. */
  readonly policy?: DraftEndPolicy;
  readonly with: readonly DraftMemberSession[];
  readonly impairments: DraftImpairments;
}

export interface DraftExchange extends Placed {
  readonly members: readonly DraftMember[];
  readonly routeServer: boolean;
  readonly session: DraftSession & { readonly bfd: Bfd | null };
  /** Relationships mean nothing in the lab. */
  readonly open: boolean;
}

/** One site that is to answer a client; `text` is the client's name. */
export interface DraftExpectation extends Placed {
  /** Its name, or `none`. */
  readonly site: Placed;
  /** Absent: for all that the site announces. */
  readonly service?: Placed;
  /** Absent: over both IP versions. */
  readonly family?: DraftFamily;
}

/** `v4` or `v6`, as it is written. */
export interface DraftFamily extends Placed {
  readonly is: Family;
}

export interface DeclaredName extends Placed {
  readonly kind: NodeKind;
}

/**
 * A topology file with defaults filled in and every name still as written: what the rules check.
 * Its texts are in the file's order.
 */
export interface Draft {
  /** Where the topology starts, for mistakes that are nowhere else. */
  readonly at: Location;
  readonly name: Placed;
  readonly description?: string;
  readonly timers: DraftTimers;
  readonly gracefulRestart: boolean;
  readonly bestpath: Bestpath;
  readonly ecmpHash: EcmpHash;
  readonly queryLog: boolean;
  readonly services: readonly DraftService[];
  readonly sites: readonly DraftSite[];
  readonly routers: readonly DraftRouter[];
  readonly clients: readonly DraftClient[];
  readonly primary?: { readonly router: Placed; readonly kind: PrimaryKind };
  /** Where `max-stale` stands. */
  readonly staleAt: readonly Location[];
  readonly links: readonly DraftLink[];
  /** Whether links that give no latency have that of their distance. */
  readonly byDistance: boolean;
  readonly exchanges: readonly DraftExchange[];
  readonly catchment: readonly DraftExpectation[];
  /** Every node name in the file, also of nodes whose description is wrong. */
  readonly declared: readonly DeclaredName[];
  /** Names of services, also of those whose description is wrong. */
  readonly declaredServices: readonly string[];
}
