import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';

/**
 * Kernel settings of a node, beside those of its role, that make flows of addresses alone; none where ports count, too. Linux
 * counts the flow label of IPv6 among what it calls layer 3 (ip-sysctl, fib_multipath_hash_policy), and hosts give each of their flows
 * another: here they give none.
 */
export function hashSysctls(
  { ecmpHash }: Pick<LabPlan, 'ecmpHash'>,
  node: NodePlan,
): Readonly<Record<string, string>> {
  if (ecmpHash === undefined) return {};
  return isRouter(node)
    ? { 'net.ipv4.fib_multipath_hash_policy': '0', 'net.ipv6.fib_multipath_hash_policy': '0' }
    : { 'net.ipv6.auto_flowlabels': '0' };
}
