import { type Topology, ZONE_TTL } from './topology.ts';

/**
 * A warning where the caches of balancers may answer with signatures that have expired: dnsdist's keeps an answer as long as its TTL
 * says, and a signature is made anew when half its time is over. Null where none can; of zone files nobody knows the TTL here.
 */
export function expiredInCachesWarning({
  services,
  sites,
}: Pick<Topology, 'services' | 'sites'>): string | null {
  const brief = services.filter(
    ({ dnssec, zones }) =>
      dnssec !== undefined &&
      dnssec.validity / 2 < ZONE_TTL &&
      (zones === undefined || zones.some(({ written }) => written === undefined)),
  );
  const caching = sites.filter(({ balancer }) => balancer?.cache !== undefined);
  const held = brief.filter(({ name }) => caching.some((site) => site.services.includes(name)));
  if (held.length === 0) return null;
  const where = caching.filter((site) => held.some(({ name }) => site.services.includes(name)));
  const [at, of] = [where, held].map((named) => named.map(({ name }) => name).join(', '));
  return `the balancer's cache at ${at} keeps answers for up to ${ZONE_TTL} s, and may hold signatures of ${of} that have expired: write a validity of ${2 * ZONE_TTL} s or more, or no cache`;
}
