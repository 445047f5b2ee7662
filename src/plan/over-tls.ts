import type { LabPlan, ServicePlan } from './lab-plan.ts';

/** The services that somebody answers for over TLS (RFC 7858): a server, or the balancer before it. */
export function servicesOverTls({ nodes, services }: LabPlan): readonly ServicePlan[] {
  const answering = nodes.filter((node) => (node.role === 'server' || node.role === 'balancer') && node.tls);
  const addresses = new Set(answering.flatMap(({ loopback }) => loopback.map(({ address }) => address)));
  return services.filter(({ prefixes }) => prefixes.some(({ address }) => addresses.has(address)));
}
