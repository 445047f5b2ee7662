import { expect, it } from 'vitest';
import { programsOf } from '../../src/lab/node-programs.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  `
sites: { aix: , bcn: { health: none, servers: { kind: bind } } }
routers: { near: , far: , own: { frr: "router ospf\\nbfd" } }
clients: { alma: near }
links: [ { link: aix -> near, bfd: true }, bcn -> near, near == far, own -> near ]
`,
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
const plan = planLab(parsed.topology);

it('the programs of a node are those that were started with the node: OSPF, bfdd and the health check where it has them', () => {
  const programs = Object.fromEntries(plan.nodes.map((node) => [node.name, programsOf(node).join(' ')]));
  expect(programs).toEqual({
    aix: 'mgmtd zebra staticd bfdd bgpd health',
    bcn: 'mgmtd zebra staticd bgpd',
    near: 'mgmtd zebra staticd ospfd ospf6d bfdd bgpd',
    far: 'mgmtd zebra staticd ospfd ospf6d bgpd',
    own: 'mgmtd zebra staticd ospfd bfdd bgpd',
    'ns1.aix': 'nsd',
    'ns1.bcn': 'named',
    alma: '',
  });
});
