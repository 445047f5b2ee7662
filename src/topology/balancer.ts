/** The load balancer of a site. */
import type { BalancerForm } from './schema-balancer.ts';

/** What runs as a site's balancer. */
export const BALANCER_KINDS = ['dnsdist'] as const;
export type BalancerKind = (typeof BALANCER_KINDS)[number];

/** How a back end is chosen for a query: dnsdist's own policies, under its own names. */
export const BALANCER_POLICIES = [
  'leastOutstanding',
  'firstAvailable',
  'roundrobin',
  'wrandom',
  'whashed',
  'chashed',
] as const;
export type BalancerPolicy = (typeof BALANCER_POLICIES)[number];

/** A load balancer at a site's edge, which holds the service addresses in place of the servers behind it. */
export interface Balancer {
  readonly kind: BalancerKind;
  readonly policy: BalancerPolicy;
  /** Other sites whose servers are back ends, after those of its own. Absent: none. */
  readonly backends?: readonly string[];
  /** The most answers that it keeps. Absent: none. */
  readonly cache?: number;
  /** Queries a second from one source; what is more is dropped. Absent: any number. */
  readonly rateLimit?: number;
  /** It answers over TLS, too. Absent: no. */
  readonly tls?: true;
}

/** What a file says of a balancer, but for its back ends elsewhere, which are names. */
export function readBalancer(form: BalancerForm): Omit<Balancer, 'backends'> {
  const {
    kind = 'dnsdist',
    policy = 'leastOutstanding',
    cache,
    tls = false,
    ...limits
  } = typeof form === 'string' ? { kind: form } : form;
  const entries = typeof cache === 'object' ? cache.entries : undefined;
  const rateLimit = limits['rate-limit'];
  return {
    kind,
    policy,
    ...(entries === undefined ? {} : { cache: entries }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(tls ? { tls } : {}),
  };
}
