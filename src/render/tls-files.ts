import type { BalancerPlan, ServerPlan } from '../plan/lab-plan.ts';
import type { NodeFile } from './node-files.ts';

/** RFC 7858, section 3.1. */
export const TLS_PORT = 853;

/** Where the key and certificate of a server or balancer are made by `certify` in its image, as its own user. */
export const TLS_KEY = '/tmp/tls.key';
export const TLS_CERTIFICATE = '/tmp/tls.pem';

/** What tells `certify` that they are wanted, and in which name. */
export function tlsFiles({
  name,
  tls,
}: Pick<ServerPlan | BalancerPlan, 'name' | 'tls'>): readonly NodeFile[] {
  return tls === undefined ? [] : [{ path: '/etc/anycast-lab/tls-name', content: `${name}\n` }];
}
