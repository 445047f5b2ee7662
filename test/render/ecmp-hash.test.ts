import { expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { hashSysctls } from '../../src/render/ecmp-hash.ts';
import { MINIMAL } from '../plan/topologies.ts';

it('leaves nodes as their roles have them where ports count', () => {
  const plan = planLab(MINIMAL);
  for (const node of plan.nodes) expect(hashSysctls(plan, node)).toEqual({});
});

it('lets routers look at addresses alone, and hosts set no flow label, where they do not', () => {
  const plan = planLab({ ...MINIMAL, ecmpHash: 'l3' });
  for (const node of plan.nodes) {
    expect(hashSysctls(plan, node)).toEqual(
      node.role === 'edge' || node.role === 'router'
        ? { 'net.ipv4.fib_multipath_hash_policy': '0', 'net.ipv6.fib_multipath_hash_policy': '0' }
        : { 'net.ipv6.auto_flowlabels': '0' },
    );
  }
});
