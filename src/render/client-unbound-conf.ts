import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import type { ClientResolver } from '../topology/topology.ts';
import { VALIDATOR, validates } from './trust-anchors.ts';
import { ITERATOR_ONLY, resolverMemory, zonesToResolve } from './unbound-zones.ts';

/** Where the client image starts Unbound with, and `unbound-control` finds it. */
export const CLIENT_UNBOUND_CONF = '/etc/anycast-lab/unbound.conf';

/**
 * `unbound.conf` for the resolver of a client; undefined where it has none. It serves the client alone, and finds servers, retries and
 * remembers them as Unbound does everywhere. Its control channel, a socket in the client, is there to empty its memory before a run.
 */
export function renderClientUnboundConf(plan: LabPlan, client: ClientPlan): string | undefined {
  if (client.resolver === undefined) return undefined;
  return `server:
    interface: 127.0.0.1
    interface: ::1
    access-control: 127.0.0.0/8 allow_setrd
    access-control: ::1 allow_setrd
${validates(plan, client) ? VALIDATOR : ITERATOR_ONLY}${resolverMemory(client.resolver)}\
${serverSelection(client.resolver)}${zonesToResolve(plan)}`;
}

/** For nine of ten queries only the quickest address, where all within Unbound's RTT_BAND (400 ms) are alike to it (unbound.conf(5)). */
function serverSelection({ prefersFastest }: ClientResolver): string {
  return prefersFastest ? '    fast-server-permil: 900\n    fast-server-num: 1\n' : '';
}
