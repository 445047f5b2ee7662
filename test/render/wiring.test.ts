import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { ipBatch, wirePorts } from '../../src/render/wiring.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const source = readFileSync(new URL('../../topologies/minimal.yaml', import.meta.url), 'utf8');
const parsed = parseTopology(source, 'minimal.yaml');
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('minimal is not valid');
const plan = planLab(parsed.topology, 'minimal');

const lines = plan.nodes.flatMap((node) => ipBatch(node).trimEnd().split('\n'));

describe('ipBatch', () => {
  it('gives every address of every node, IPv6 ones ready for use at once', () => {
    const addresses = plan.nodes.flatMap((node) => [
      ...node.loopback.map((a) => ({ ...a, dev: 'lo' })),
      ...node.interfaces.flatMap((i) => i.addresses.map((a) => ({ ...a, dev: i.name }))),
    ]);
    expect(addresses.length).toBeGreaterThan(10);
    for (const { family, address, length, dev } of addresses) {
      const nodad = family === 6 ? ' nodad' : '';
      expect(lines).toContain(`address replace ${address}/${length} dev ${dev}${nodad}`);
    }
  });

  it('adds nothing that a second run would find there already', () => {
    expect(lines.filter((line) => !/^(link set|address replace|route replace) /.test(line))).toEqual([]);
  });
});

describe('wirePorts', () => {
  it('attaches every interface of every node, each by a port of its own', () => {
    const ports = [...wirePorts(plan)].flatMap(([node, of]) => of.map((port) => ({ node, ...port })));
    const interfaces = plan.nodes.flatMap((node) =>
      node.interfaces.map((i) => `${node.name} ${i.name} ${i.mac}`),
    );
    expect(ports.map((p) => `${p.node} ${p.interface} ${p.mac}`).toSorted()).toEqual(interfaces.toSorted());
    expect(new Set(ports.map((p) => p.port)).size).toBe(ports.length);
  });
});
