import type { LabPlan, ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import { unboundQueryLog } from './query-log.ts';
import { TLS_CERTIFICATE, TLS_KEY, TLS_PORT } from './tls-files.ts';
import { ITERATOR_ONLY, resolverMemory, zonesToResolve } from './unbound-zones.ts';

/** Where its image starts Unbound with. */
export const UNBOUND_CONF = '/etc/anycast-lab/unbound.conf';

/**
 * `unbound.conf` for a site's resolver. It listens at its service addresses, and asks others from its own address on the LAN: the answer
 * to a query that left from an anycast address may come to another site.
 */
export function renderUnboundConf(server: ServerPlan, plan: LabPlan): string {
  const own = server.interfaces.flatMap(({ addresses }) => addresses);
  return `server:
${listenAddresses(server)
  .map(({ address }) => `    interface: ${address}\n`)
  .join('')}\
${tls(server)}\
${own.map(({ address }) => `    outgoing-interface: ${address}\n`).join('')}\
    access-control: 0.0.0.0/0 allow_setrd
    access-control: ::/0 allow_setrd
    identity: "${server.name}"
    nsid: "ascii_${server.name}"
${ITERATOR_ONLY}${resolverMemory({ cache: true })}\
${zonesToResolve(plan)}${unboundQueryLog(server)}`;
}

/** An interface with this port takes TLS alone: it is the one that Unbound knows for that (`tls-port`). */
function tls(server: ServerPlan): string {
  if (server.tls === undefined) return '';
  const listen = listenAddresses(server).map(({ address }) => `    interface: ${address}@${TLS_PORT}\n`);
  return `${listen.join('')}\
    tls-port: ${TLS_PORT}
    tls-service-key: "${TLS_KEY}"
    tls-service-pem: "${TLS_CERTIFICATE}"
`;
}
