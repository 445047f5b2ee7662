/** What a lab does at the moment, as samples for monitoring. */
import type { Engine } from '../engine/connect.ts';
import { startAgent, type UdpCounters } from '../engine/fabric-agent.ts';
import type { Metric } from '../report/prometheus.ts';
import { nodeProcesses, openLab } from './find-lab.ts';
import { type LabStatus, labStatus, type NodeStatus } from './status.ts';

/** Reads what `status` shows, and what each server's kernel has counted. @throws as `labStatus` */
export async function labMetrics(engine: Engine, name: string | undefined): Promise<readonly Metric[]> {
  const lab = await openLab(engine, name);
  const status = await labStatus(engine, lab.name);
  const servers = lab.plan.nodes.filter(({ role }) => role === 'server');
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const nodes = await nodeProcesses(engine, lab, servers);
    const counters = await agent.ask('count', { nodes });
    const sites = new Map(lab.plan.nodes.flatMap((n) => (n.role === 'server' ? [[n.name, n.site]] : [])));
    return [...statusMetrics(status), ...counterMetrics(lab.name, counters, sites)];
  } finally {
    await agent.close();
  }
}

function statusMetrics({ lab, nodes }: LabStatus): readonly Metric[] {
  return [
    {
      ...{ name: 'anycast_lab_node_up', type: 'gauge', help: 'Whether the container of a node runs.' },
      samples: nodes.map(({ node, role, running }) => ({
        labels: { lab, node, role },
        value: Number(running),
      })),
    },
    {
      ...{ name: 'anycast_lab_bgp_session_up', type: 'gauge', help: 'Whether a BGP session is Established.' },
      samples: nodes.flatMap(({ node, sessions = [] }) =>
        sessions.map(({ neighbor, family, address, relationship, state }) => ({
          labels: { lab, node, neighbor, family: String(family), address, relationship },
          value: Number(state === 'Established'),
        })),
      ),
    },
    {
      ...{ name: 'anycast_lab_prefix_announced', type: 'gauge', help: 'Whether a site announces a prefix.' },
      samples: nodes.flatMap(({ node, announces = [] }) =>
        announces.map(({ prefix, announced }) => ({
          labels: { lab, site: node, prefix },
          value: Number(announced),
        })),
      ),
    },
    {
      ...{ name: 'anycast_lab_server_healthy', type: 'gauge' },
      help: 'Whether a server is in the route of a prefix, by the health check of its site.',
      samples: nodes.flatMap((node) => healthSamples(lab, node)),
    },
  ];
}

function healthSamples(lab: string, { node, health }: NodeStatus): Metric['samples'] {
  if (typeof health !== 'object') return [];
  return health.servers.map(({ server, prefix, healthy }) => ({
    labels: { lab, site: node, server, prefix },
    value: Number(healthy),
  }));
}

function counterMetrics(
  lab: string,
  counters: readonly UdpCounters[],
  sites: ReadonlyMap<string, string>,
): readonly Metric[] {
  const metric = (name: string, help: string, read: (counted: UdpCounters) => number): Metric => ({
    ...{ name, help, type: 'counter' },
    samples: counters.map((counted) => ({
      labels: { lab, site: sites.get(counted.node) ?? '', server: counted.node },
      value: read(counted),
    })),
  });
  return [
    metric(
      'anycast_lab_server_queries_total',
      'Datagrams that a server read, by its kernel: queries over UDP, health checks among them.',
      ({ received }) => received,
    ),
    metric(
      'anycast_lab_server_answers_total',
      'Datagrams that a server sent, by its kernel.',
      ({ sent }) => sent,
    ),
    metric(
      'anycast_lab_server_overflows_total',
      'Datagrams that were dropped as the queue of the server was full, by its kernel: it is overloaded.',
      ({ overflowed }) => overflowed,
    ),
  ];
}
