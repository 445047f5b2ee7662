import type { LabPlan } from '../plan/lab-plan.ts';
import { zoneNames } from '../plan/secondaries.ts';
import { zonesOf } from '../plan/zones.ts';
import { topLevelDomain } from '../topology/internet-dns.ts';
import { ROOT_HINTS } from './parent-zones.ts';

/** Of an Unbound that does not validate. */
export const ITERATOR_ONLY = '    module-config: "iterator"\n';

/**
 * What every Unbound of a lab has in common: one thread, small tables, nothing written but its control socket.
 * `allow_setrd`, beside the addresses that it listens at, is there because the lab's own checks do not ask for recursion.
 * @param cache whether answers are kept at all
 */
export function resolverMemory({ cache }: { readonly cache: boolean }): string {
  return `    num-threads: 1
    outgoing-range: 256
    num-queries-per-thread: 256
    msg-cache-size: 1m
    msg-cache-slabs: 1
    rrset-cache-size: 2m
    rrset-cache-slabs: 1
    infra-cache-numhosts: 100
    infra-cache-slabs: 1
${cache ? '' : '    cache-max-ttl: 0\n    cache-max-negative-ttl: 0\n'}\
    username: ""
    chroot: ""
    directory: "/tmp"
    pidfile: ""
    use-syslog: no
`;
}

/**
 * How an Unbound finds the zones of the lab's services: from the lab's root or, where there is none, by the addresses of their name
 * servers, each zone a stub. It knows some names, like `test`, by heart to be nothing (RFC 6303, RFC 6761): zones that are, or are
 * under, such a name are made transparent.
 */
export function zonesToResolve(plan: LabPlan): string {
  const zones = zoneNames(plan);
  const hasRoot = plan.services.some(({ role }) => role === 'root');
  // What it knows by heart below a transparent name stays in force.
  const asked = new Set([...(hasRoot ? zones.flatMap(topLevelDomain) : []), ...zones]);
  return `${hasRoot ? `    root-hints: "${ROOT_HINTS}"\n` : ''}\
${[...asked].map((name) => `    local-zone: "${name}." transparent\n`).join('')}
remote-control:
    control-enable: yes
    control-interface: /tmp/unbound.ctl
    control-use-cert: no
${hasRoot ? '' : zones.map((name) => stub(plan, name)).join('')}`;
}

function stub(plan: LabPlan, zone: string): string {
  const services = plan.services.filter((service) => zonesOf(service).some(({ name }) => name === zone));
  const addresses = services.flatMap(({ prefixes }) => prefixes);
  return `
stub-zone:
    name: "${zone}."
${addresses.map(({ address }) => `    stub-addr: ${address}\n`).join('')}`;
}
