import type { ClientPlan, LabPlan, NodePlan, PrimaryPlan, RouterPlan, ServerPlan } from '../plan/lab-plan.ts';
import { zonesAtServers } from '../plan/secondaries.ts';
import type { PrimaryKind, ZoneServerKind } from '../topology/topology.ts';
import { CLIENT_UNBOUND_CONF, renderClientUnboundConf } from './client-unbound-conf.ts';
import { DNSDIST_CONF, renderDnsdistConf } from './dnsdist-conf.ts';
import { renderHealthJson } from './health-json.ts';
import { KEEPS_ZONES } from './kept-zones.ts';
import { renderKnotConf } from './knot-conf.ts';
import { renderNamedConf } from './named-conf.ts';
import { renderNsdConf } from './nsd-conf.ts';
import { parentZonesOf, ROOT_HINTS, renderRootHints } from './parent-zones.ts';
import { renderPrimaryKnotConf } from './primary-knot-conf.ts';
import { renderPrimaryNamedConf } from './primary-named-conf.ts';
import { RESOLV_CONF, renderResolvConf } from './resolv-conf.ts';
import { routerConfigurations } from './router-configurations.ts';
import { tlsFiles } from './tls-files.ts';
import { type Transfer, transferOf } from './transfer.ts';
import { trustAnchors } from './trust-anchors.ts';
import { renderTsigConf, TSIG_FILE } from './tsig-conf.ts';
import { renderUnboundConf, UNBOUND_CONF } from './unbound-conf.ts';
import { renderVtyshConf } from './vtysh-conf.ts';
import { renderZoneFile, type Zone, zonesOfServer } from './zone-file.ts';

/** A text file that a node needs before its daemons start: owned by root, readable by all. */
export interface NodeFile {
  /** Absolute path in the node. */
  readonly path: string;
  readonly content: string;
}

interface ServerRenderer {
  readonly path: string;
  readonly render: (server: ServerPlan, zones: readonly Zone[], transfer?: Transfer) => string;
}

/** The configuration file of each kind of server, where its image starts it with. */
const SERVERS = {
  nsd: { path: '/etc/anycast-lab/nsd.conf', render: renderNsdConf },
  bind: { path: '/etc/anycast-lab/named.conf', render: renderNamedConf },
  knot: { path: '/etc/anycast-lab/knot.conf', render: renderKnotConf },
} satisfies Record<ZoneServerKind, ServerRenderer>;

/** The configuration of each kind of primary; its image starts it with the same file as a server's. */
const PRIMARIES = {
  knot: renderPrimaryKnotConf,
  bind: renderPrimaryNamedConf,
} satisfies Record<
  PrimaryKind,
  (primary: PrimaryPlan, zones: readonly Zone[], servers: readonly ServerPlan[]) => string
>;

/** All files of a node. */
export function renderNodeFiles(plan: LabPlan, node: NodePlan): readonly NodeFile[] {
  switch (node.role) {
    case 'edge':
    case 'router':
      return routerFiles(plan, node);
    case 'server':
      return serverFiles(plan, node);
    case 'balancer':
      return [{ path: DNSDIST_CONF, content: renderDnsdistConf(node) }, ...tlsFiles(node)];
    case 'client':
      return clientFiles(plan, node);
    case 'primary':
      return primaryFiles(plan, node);
  }
}

function clientFiles(plan: LabPlan, client: ClientPlan): readonly NodeFile[] {
  const names = { path: RESOLV_CONF, content: renderResolvConf(plan, client) };
  const content = renderClientUnboundConf(plan, client);
  return content === undefined
    ? [names]
    : [{ path: CLIENT_UNBOUND_CONF, content }, ...trustAnchors(plan, client), ...rootHints(plan), names];
}

function routerFiles(plan: LabPlan, router: RouterPlan): readonly NodeFile[] {
  return [
    { path: '/etc/frr/vtysh.conf', content: renderVtyshConf(router) },
    ...routerConfigurations(plan, router).map(({ path, content }) => ({ path, content })),
    ...(router.health === null
      ? []
      : [{ path: '/etc/anycast-lab/health.json', content: renderHealthJson(router.health) }]),
  ];
}

function serverFiles(plan: LabPlan, server: ServerPlan): readonly NodeFile[] {
  if (server.kind === 'unbound') {
    return [
      { path: UNBOUND_CONF, content: renderUnboundConf(server, plan) },
      ...rootHints(plan),
      ...tlsFiles(server),
    ];
  }
  const zones = zonesOfServer(plan, server.services);
  const parents = parentZonesOf(plan, server);
  const { path, render } = SERVERS[server.kind];
  const transfer = transferOf(plan, server);
  if (transfer !== undefined && parents.length === 0) {
    return [
      { path, content: render(server, zones, transfer) },
      { path: TSIG_FILE, content: renderTsigConf(server.kind) },
      ...tlsFiles(server),
    ];
  }
  return [
    { path, content: render(server, [...zones, ...parents]) },
    ...zones.map((zone) => ({ path: zone.path, content: renderZoneFile(zone, server) })),
    ...tlsFiles(server),
    ...parents.map(({ path, content }) => ({ path, content })),
  ];
}

/** The configuration of a server whose zones come from files, whatever those of the lab's other servers come from. */
export function renderFromFiles(server: ServerPlan, zones: readonly Zone[]): NodeFile {
  if (server.kind === 'unbound') throw new Error(`${server.name} has no zones`);
  const { path, render } = SERVERS[server.kind];
  return { path, content: render(server, zones) };
}

function primaryFiles(plan: LabPlan, primary: PrimaryPlan): readonly NodeFile[] {
  const zones = zonesOfServer(
    plan,
    plan.services.map(({ name }) => name),
  );
  const having = new Set(zonesAtServers(plan).map(({ server }) => server.name));
  const servers = plan.nodes.filter(
    (node): node is ServerPlan => node.role === 'server' && having.has(node.name),
  );
  const { path } = SERVERS[primary.kind];
  return [
    { path, content: PRIMARIES[primary.kind](primary, zones, servers) },
    { path: TSIG_FILE, content: renderTsigConf(primary.kind) },
    KEEPS_ZONES,
    ...zones.map((zone) => ({ path: zone.path, content: renderZoneFile(zone, primary) })),
  ];
}

/** What a resolver starts from, where the lab has a root. */
function rootHints(plan: LabPlan): readonly NodeFile[] {
  const content = renderRootHints(plan);
  return content === undefined ? [] : [{ path: ROOT_HINTS, content }];
}
