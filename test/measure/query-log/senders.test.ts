import { expect, it } from 'vitest';
import { addressKey } from '../../../src/measure/forensics/packets.ts';
import { sendersOf } from '../../../src/measure/query-log/senders.ts';
import { addressOf, planOf } from './plans.ts';

const plan = planOf(`
primary: { router: t }
sites:
  fra: { balancer: dnsdist, health: { max-stale: 60s, query: { name: www, type: A } } }
  nyc: { health: { query: { name: www, type: A } } }
routers: { t: }
clients: { c1: t }
links: [fra -> t, nyc -> t]
`);
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
  expect(senderOf(addressKey(addressOf(plan, node)), { id: 1, name, type, opcode: 0 })).toEqual({
    node,
    role,
  });
});
