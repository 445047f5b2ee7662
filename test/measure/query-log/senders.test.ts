import { expect, it } from 'vitest';
import { addressKey } from '../../../src/measure/forensics/packets.ts';
import { sendersOf } from '../../../src/measure/query-log/senders.ts';
import { planLab } from '../../../src/plan/plan-lab.ts';
import { parseTopology } from '../../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  `
primary: { router: t }
sites:
  fra: { balancer: dnsdist, health: { max-stale: 60s, query: { name: www, type: A } } }
  nyc: { health: { query: { name: www, type: A } } }
routers: { t: }
clients: { c1: t }
links: [fra -> t, nyc -> t]
`,
  'lab.yaml',
);
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);
const senderOf = sendersOf(plan);

it.each([
  ['fra', 'www.anycast.test', 'A', 'check'],
  // Whether its zone is confirmed.
  ['fra', 'anycast.test', 'SOA', 'check'],
  ['nyc', 'anycast.test', 'SOA', 'other'],
  // What it tells the balancer.
  ['fra', '10.backends.anycast-lab', 'A', 'check'],
  ['nyc', '10.backends.anycast-lab', 'A', 'other'],
  ['fra', 'mail.anycast.test', 'A', 'other'],
  ['c1', 'www.anycast.test', 'A', 'client'],
] as const)('%s asks for %s %s: %s', (node, name, type, role) => {
  const interfaces = plan.nodes.find((each) => each.name === node)?.interfaces ?? [];
  const address = interfaces.flatMap(({ addresses }) => addresses)[0]?.address ?? '';
  expect(senderOf(addressKey(address), { id: 1, name, type, opcode: 0 })).toEqual({ node, role });
});
