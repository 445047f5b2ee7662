import type { LabPlan, NodePlan, RouterPlan, ServerPlan } from '../plan/lab-plan.ts';
import type { ServerKind } from '../topology/topology.ts';
import { renderBfddConf } from './bfdd-conf.ts';
import { FRR_CONF, renderFrrConf } from './frr-conf.ts';
import { renderHealthJson } from './health-json.ts';
import { renderKnotConf } from './knot-conf.ts';
import { renderNamedConf } from './named-conf.ts';
import { renderNsdConf } from './nsd-conf.ts';
import { OSPF6D_CONF, OSPFD_CONF, renderOspf6dConf, renderOspfdConf } from './ospf-conf.ts';
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
  readonly render: (server: ServerPlan, zones: readonly Zone[]) => string;
}

/** The configuration file of each kind of server, where its image starts it with. */
const SERVERS = {
  nsd: { path: '/etc/anycast-lab/nsd.conf', render: renderNsdConf },
  bind: { path: '/etc/anycast-lab/named.conf', render: renderNamedConf },
  knot: { path: '/etc/anycast-lab/knot.conf', render: renderKnotConf },
} satisfies Record<ServerKind, ServerRenderer>;

/** All files of a node; a client has none. */
export function renderNodeFiles(plan: LabPlan, node: NodePlan): readonly NodeFile[] {
  switch (node.role) {
    case 'edge':
    case 'router':
      return routerFiles(plan, node);
    case 'server':
      return serverFiles(plan, node);
    case 'client':
      return [];
  }
}

function routerFiles(plan: LabPlan, router: RouterPlan): readonly NodeFile[] {
  const ofSomeRouters = [
    { path: OSPFD_CONF, content: renderOspfdConf(plan, router) },
    { path: OSPF6D_CONF, content: renderOspf6dConf(plan, router) },
    { path: '/etc/frr/bfdd.conf', content: renderBfddConf(router) },
  ];
  return [
    { path: FRR_CONF, content: renderFrrConf(plan, router) },
    { path: '/etc/frr/vtysh.conf', content: renderVtyshConf(router) },
    ...ofSomeRouters.flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }])),
    ...(router.health === null
      ? []
      : [{ path: '/etc/anycast-lab/health.json', content: renderHealthJson(router.health) }]),
  ];
}

function serverFiles(plan: LabPlan, server: ServerPlan): readonly NodeFile[] {
  const zones = zonesOfServer(plan, server);
  const { path, render } = SERVERS[server.kind];
  return [
    { path, content: render(server, zones) },
    ...zones.map((zone) => ({ path: zone.path, content: renderZoneFile(zone, server) })),
  ];
}
