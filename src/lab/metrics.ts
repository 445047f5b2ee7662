/** What a lab does at the moment, as samples for monitoring. */

import type { DaemonCounters, UdpCounters } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Metric } from '../report/prometheus.ts';
import { exposedMetrics } from './exposed-metrics.ts';
import { nodeProcesses, withLabAndAgent } from './find-lab.ts';
import { type LabStatus, lookAtLab, type NodeStatus } from './status.ts';

/**
 * Reads what `status` shows, what each server and balancer has counted, what each server's kernel has, and what sites' health checks say.
 * @throws as `labStatus`
 */
export async function labMetrics(engine: Engine, name: string | undefined): Promise<readonly Metric[]> {
  return withLabAndAgent(engine, name, async (lab, agent) => {
    // Whoever monitors makes rates of counters itself.
    const { status, counters } = await lookAtLab(engine, lab, agent, []);
    const asked = lab.plan.nodes.filter(({ role }) => role === 'server' || role === 'edge');
    const processes = await nodeProcesses(engine, lab, asked);
    const servers = new Set(lab.plan.nodes.flatMap(({ name, role }) => (role === 'server' ? [name] : [])));
    const kernels = await agent.ask('count', { nodes: processes.filter(({ name }) => servers.has(name)) });
    return [
      ...statusMetrics(status),
      ...daemonMetrics(lab.name, counters, lab.plan),
      ...kernelMetrics(lab.name, kernels, lab.plan),
      ...(await exposedMetrics(lab.plan, processes, agent)),
    ];
  });
}

function statusMetrics({ lab, nodes, sites }: LabStatus): readonly Metric[] {
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
    {
      ...{ name: 'anycast_lab_site_announced', type: 'gauge' },
      help: 'Whether neighbours of a site hear of all of its prefixes, over sessions that are up.',
      samples: sites.map(({ site, announced }) => ({
        labels: { lab, site },
        value: Number(announced === 'yes'),
      })),
    },
    {
      ...{ name: 'anycast_lab_zone_serial', type: 'gauge' },
      help: 'The serial of a zone at a server that serves it.',
      samples: sites.flatMap(({ site, servers }) =>
        servers.flatMap(({ server, zones }) =>
          zones.flatMap(({ zone, serial }) =>
            serial === null ? [] : [{ labels: { lab, site, server, zone }, value: serial }],
          ),
        ),
      ),
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

/** Counters of what servers and balancers have done, a sample for each that was counted. */
function countersOf(lab: string, plan: LabPlan) {
  const sites = sitesOf(plan);
  return <Counted extends { readonly node: string }>(
    name: string,
    help: string,
    counted: readonly Counted[],
    read: (counted: Counted) => number,
  ): Metric => ({
    ...{ name, help, type: 'counter' },
    samples: counted.map((each) => ({
      labels: { lab, site: sites.get(each.node) ?? '', server: each.node },
      value: read(each),
    })),
  });
}

/** What daemons say themselves; one that does not is left out. */
function daemonMetrics(lab: string, all: readonly DaemonCounters[], plan: LabPlan): readonly Metric[] {
  const metric = countersOf(lab, plan);
  const counters = all.flatMap((each) => ('error' in each ? [] : [each]));
  const keeping = counters.filter(({ hits, misses }) => hits + misses > 0);
  return [
    metric(
      'anycast_lab_server_queries_total',
      'Queries over UDP, TCP and TLS that a server or balancer has counted itself, health checks among them.',
      counters,
      ({ queries }) => queries,
    ),
    metric(
      'anycast_lab_server_cache_hits_total',
      'Queries that a balancer or resolver answered from what it keeps, as it says itself.',
      keeping,
      ({ hits }) => hits,
    ),
    metric(
      'anycast_lab_server_cache_misses_total',
      'Queries that a balancer or resolver may have answered from what it keeps, and did not, as it says itself.',
      keeping,
      ({ misses }) => misses,
    ),
  ];
}

function kernelMetrics(lab: string, counters: readonly UdpCounters[], plan: LabPlan): readonly Metric[] {
  const metric = countersOf(lab, plan);
  return [
    metric(
      'anycast_lab_server_datagrams_total',
      'Datagrams that a server read, by its kernel: queries over UDP, health checks among them.',
      counters,
      ({ received }) => received,
    ),
    metric(
      'anycast_lab_server_answers_total',
      'Datagrams that a server sent, by its kernel.',
      counters,
      ({ sent }) => sent,
    ),
    metric(
      'anycast_lab_server_overflows_total',
      'Datagrams that were dropped as the queue of the server was full, by its kernel: it is overloaded.',
      counters,
      ({ overflowed }) => overflowed,
    ),
  ];
}

/** By server or balancer. */
function sitesOf(plan: LabPlan): ReadonlyMap<string, string> {
  return new Map(
    plan.nodes.flatMap((n) => (n.role === 'server' || n.role === 'balancer' ? [[n.name, n.site]] : [])),
  );
}
