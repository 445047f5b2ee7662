import { describe, expect, it } from 'vitest';
import { adjacencyOf, forwardingBranches } from '../../src/measure/forwarding.ts';
import { proberContext } from '../../src/measure/samples.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { MINIMAL } from '../plan/topologies.ts';

const plan = planLab(MINIMAL);

describe('what measuring takes from a plan', () => {
  it('knows the service and IP version of every address, and the site of every server', () => {
    const { targets, sites } = proberContext(plan, 'home');
    const [service] = plan.services;
    expect([...targets]).toEqual(
      service?.prefixes.map(({ address, family }) => [address, { service: service.name, family }]),
    );
    const servers = plan.nodes.filter((node) => node.role === 'server');
    expect(servers).not.toHaveLength(0);
    for (const server of servers) expect(sites.get(server.name)).toBe(server.site);
    expect(sites.size).toBe(servers.length);
  });

  it('leads along every session link to the neighbour, and over the LAN to the servers', () => {
    const adjacency = adjacencyOf(plan);
    const interfaceTo = (node: string, kind: string, peer?: string) =>
      plan.links
        .filter((link) => link.kind === kind && link.ports.some((port) => port.node === node))
        .filter((link) => peer === undefined || link.ports.some((port) => port.node === peer))
        .flatMap((link) =>
          link.ports.filter((port) => port.node === node).map((port) => port.interface),
        )[0] ?? '';
    const client = plan.nodes.find((node) => node.role === 'client');
    for (const edge of plan.nodes.filter((node) => node.role === 'edge')) {
      const isp = client?.router ?? '';
      const fib = new Map([
        [isp, [interfaceTo(isp, 'session', edge.name)]],
        [edge.name, [interfaceTo(edge.name, 'lan')]],
      ]);
      expect(forwardingBranches(adjacency, fib, isp)).toEqual([
        { path: [isp, edge.name], end: { kind: 'delivered', site: edge.name } },
      ]);
      expect(adjacency.get(isp)?.get(interfaceTo(isp, 'access'))).toEqual({ kind: 'host' });
    }
  });
});
