import type { ServerPlan } from '../plan/lab-plan.ts';
import type { NodeFile } from './node-files.ts';

/** RFC 7858, section 3.1. */
export const TLS_PORT = 853;

/** Where a server's key and certificate are made by `certify` (images/server-*), as the server's own user. */
export const TLS_KEY = '/tmp/tls.key';
export const TLS_CERTIFICATE = '/tmp/tls.pem';

/** What tells `certify` that the server wants them, and in which name. */
export function tlsFiles({ name, tls }: ServerPlan): readonly NodeFile[] {
  return tls === undefined ? [] : [{ path: '/etc/anycast-lab/tls-name', content: `${name}\n` }];
}
