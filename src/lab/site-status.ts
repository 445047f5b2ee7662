/** Each site of a lab at a glance, from what its nodes say. Pure. */
import type { BalancerPlan, LabPlan, RouterPlan, ServerPlan } from '../plan/lab-plan.ts';
import type { BalancerKind } from '../topology/balancer.ts';
import type { ServerKind } from '../topology/topology.ts';
import { originatedPrefixes } from './originated.ts';
import type { DaemonStatistics } from './query-rates.ts';
import type { NodeStatus } from './status.ts';
import {
  heardPrefixes,
  type LabFacts,
  type PrefixAnnounced,
  type Reason,
  whyWithdrawn,
} from './why-withdrawn.ts';
import type { Freshness } from './zone-freshness.ts';
import type { ZoneStatus } from './zone-serials.ts';

/** `in`: whoever asks at the site may be answered by it; `unknown`: nobody says. */
export type ServerState = 'in' | 'out' | 'not running' | 'not checked' | 'unknown';

/** The serial of a zone at a server; null: it does not serve the zone. */
export interface ZoneAtServer {
  readonly zone: string;
  readonly serial: number | null;
  readonly state: Freshness;
}

export interface SiteServer extends DaemonStatistics {
  readonly server: string;
  readonly kind: ServerKind;
  readonly state: ServerState;
  readonly zones: readonly ZoneAtServer[];
}

export interface SiteBalancer extends DaemonStatistics {
  readonly balancer: string;
  readonly kind: BalancerKind;
  readonly state: ServerState;
}

export interface SiteStatus {
  readonly site: string;
  /** `partly`: some of its prefixes, or over one IP version; `nothing`: it has nothing to announce. */
  readonly announced: 'yes' | 'partly' | 'no' | 'nothing';
  readonly prefixes: readonly PrefixAnnounced[];
  /** Why it is not announced, and what else is odd about it. */
  readonly why: readonly Reason[];
  /** Established, of those of its router. */
  readonly sessions: { readonly up: number; readonly of: number };
  readonly balancer?: SiteBalancer;
  readonly servers: readonly SiteServer[];
  /** Of its balancer or, without one, of its servers together. Null: none of them says. */
  readonly queriesPerSecond: number | null;
  /** Of its balancer, or of its resolvers together. Null: nothing is kept. */
  readonly cacheHitRate: number | null;
}

export interface SiteFacts extends LabFacts {
  readonly nodes: readonly NodeStatus[];
  readonly daemons: ReadonlyMap<string, DaemonStatistics>;
  readonly zones: readonly ZoneStatus[];
}

const SILENT: DaemonStatistics = { queries: null, queriesPerSecond: null, cacheHitRate: null };

/** All sites, in the order of the plan. */
export function siteStatus(facts: SiteFacts): readonly SiteStatus[] {
  return facts.plan.nodes
    .filter((node): node is RouterPlan => node.role === 'edge')
    .map((router) => statusOf(facts, router));
}

function statusOf(facts: SiteFacts, router: RouterPlan): SiteStatus {
  const { plan, nodes, daemons } = facts;
  const edge = nodeOf(nodes, router.name);
  const planned = originatedPrefixes(plan, router);
  const prefixes = heardPrefixes(router, planned, edge);
  const sessions = edge.sessions ?? [];
  const balancers = atSite(plan, router.name).filter(
    (node): node is BalancerPlan => node.role === 'balancer',
  );
  const servers = atSite(plan, router.name)
    .filter((node): node is ServerPlan => node.role === 'server')
    .map((server) => serverOf(facts, edge, server, balancers[0]));
  const [balancer] = balancers.map(({ name, kind }) => ({
    ...{ balancer: name, kind, state: checkedState(nodes, edge, name) },
    ...(daemons.get(name) ?? SILENT),
  }));
  return {
    site: router.name,
    announced: announcedWord(prefixes),
    prefixes,
    why: whyWithdrawn(facts, router, planned, edge),
    sessions: {
      up: sessions.filter(({ state }) => state === 'Established').length,
      of: router.neighbors.length,
    },
    ...(balancer === undefined ? {} : { balancer }),
    servers,
    queriesPerSecond: sumOf(
      (balancer === undefined ? servers : [balancer]).map(({ queriesPerSecond }) => queriesPerSecond),
    ),
    cacheHitRate: balancer === undefined ? resolversHitRate(servers) : balancer.cacheHitRate,
  };
}

function announcedWord(prefixes: readonly PrefixAnnounced[]): SiteStatus['announced'] {
  if (prefixes.length === 0) return 'nothing';
  if (prefixes.every(({ announced }) => announced)) return 'yes';
  return prefixes.some(({ announced }) => announced) ? 'partly' : 'no';
}

function serverOf(
  { nodes, daemons, zones }: SiteFacts,
  edge: NodeStatus,
  { name, kind }: ServerPlan,
  balancer: BalancerPlan | undefined,
): SiteServer {
  return {
    server: name,
    kind,
    state:
      balancer === undefined ? checkedState(nodes, edge, name) : backendState(nodes, balancer.name, name),
    ...(daemons.get(name) ?? SILENT),
    zones: zones.flatMap(({ zone, servers }) =>
      servers.filter(({ server }) => server === name).map(({ serial, state }) => ({ zone, serial, state })),
    ),
  };
}

/** As the edge's health check has it: out of one prefix is out. */
function checkedState(nodes: readonly NodeStatus[], { health }: NodeStatus, name: string): ServerState {
  if (!nodeOf(nodes, name).running) return 'not running';
  if (health === undefined || health === 'unknown') return 'unknown';
  if (health === 'not checked') return health;
  const checks = health.servers.filter(({ server }) => server === name);
  if (checks.length === 0) return 'not checked';
  return checks.every(({ healthy }) => healthy) ? 'in' : 'out';
}

/** As the balancer has it. */
function backendState(nodes: readonly NodeStatus[], balancer: string, name: string): ServerState {
  if (!nodeOf(nodes, name).running) return 'not running';
  const found = nodeOf(nodes, balancer).balancer?.backends.find((backend) => backend.name === name);
  if (found === undefined) return 'unknown';
  return found.up ? 'in' : 'out';
}

/** Weighed by what each was asked. */
function resolversHitRate(servers: readonly SiteServer[]): number | null {
  const keeping = servers.filter(({ cacheHitRate, queries }) => cacheHitRate !== null && queries !== null);
  const asked = keeping.reduce((sum, { queries }) => sum + (queries ?? 0), 0);
  if (asked === 0) return null;
  return (
    keeping.reduce((sum, { queries, cacheHitRate }) => sum + (queries ?? 0) * (cacheHitRate ?? 0), 0) / asked
  );
}

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function atSite(plan: LabPlan, site: string): readonly (BalancerPlan | ServerPlan)[] {
  return plan.nodes.filter(
    (node): node is BalancerPlan | ServerPlan =>
      (node.role === 'balancer' || node.role === 'server') && node.site === site,
  );
}

function nodeOf(nodes: readonly NodeStatus[], name: string): NodeStatus {
  return (
    nodes.find(({ node }) => node === name) ?? { node: name, role: 'server', running: false, state: 'gone' }
  );
}
