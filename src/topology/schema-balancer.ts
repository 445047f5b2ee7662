import * as z from 'zod';
import { BALANCER_KINDS, BALANCER_POLICIES } from './balancer.ts';
import { mapping, text, whole } from './schema-builders.ts';

const kind = z
  .enum(BALANCER_KINDS, { error: BALANCER_KINDS.join(', ') })
  .meta({ description: 'Which load balancer.', defaultText: '`dnsdist`', examples: ['dnsdist'] });

const CACHE = 'false, or a mapping such as { entries: 10000 }';
const cache = z
  .union(
    [
      z.literal(false),
      mapping(
        {
          entries: whole(1, 1_000_000, ' of answers').meta({
            description: 'The most answers that it keeps.',
            examples: [10_000],
          }),
        },
        CACHE,
      ),
    ],
    { error: CACHE },
  )
  .meta({
    description:
      'Whether it keeps answers for as long as their TTL says. One that is kept names the server that gave it, whatever has become of that.',
    defaultText: '`false`',
    examples: [{ entries: 10_000 }],
  });

const BALANCER = 'dnsdist, or a mapping such as { policy: roundrobin, cache: { entries: 10000 } }';

/** The load balancer of a site. */
export const balancer = z
  .union(
    [
      kind,
      mapping(
        {
          kind: kind.optional(),
          policy: z
            .enum(BALANCER_POLICIES, { error: `one of ${BALANCER_POLICIES.join(', ')}` })
            .optional()
            .meta({
              description: 'How it chooses the server for a query, by the names that dnsdist has for that.',
              defaultText: '`leastOutstanding`',
              examples: ['roundrobin'],
            }),
          backends: z
            .array(text('the name of a site'), { error: 'a list of sites such as [hq]' })
            .min(1, { error: 'at least one site' })
            .optional()
            .meta({
              description:
                'Other places whose servers are its back ends, too, each asked at its own address over the routed network: sites, or one that announces nothing (`announce: { services: false }`). A site that says nothing of `servers` then has none of its own.',
              defaultText: "the site's own servers alone",
              examples: [['hq']],
            }),
          cache: cache.optional(),
          'rate-limit': whole(1, 1_000_000, ' of queries')
            .optional()
            .meta({
              description:
                'Queries a second from one source, an IPv4 address or an IPv6 /64: what is more is dropped.',
              defaultText: 'no limit',
              examples: [200],
            }),
          tls: z
            .boolean({ error: 'true or false' })
            .optional()
            .meta({
              description:
                'Whether it answers over TLS, too (DoT, RFC 7858, port 853), with a key and a certificate of its own, which it makes when it starts. It asks the servers without.',
              defaultText: '`false`',
              examples: [true],
            }),
        },
        BALANCER,
      ),
    ],
    { error: BALANCER },
  )
  .meta({
    description:
      "A load balancer (dnsdist) between the site's router and its servers: it has the service addresses, and the servers have only their own. It checks them by what `health` says, as far as it can: by the response code, which must not be SERVFAIL, NXDOMAIN or REFUSED. Where `health` has `max-stale`, `expect.answer` or another `rcode`, the router checks them, and tells the balancer which are in. The router checks the balancer itself, too.",
    defaultText: 'none: the router itself spreads queries over the servers',
    examples: [{ policy: 'roundrobin', cache: { entries: 10_000 } }],
  });

export type BalancerForm = z.infer<typeof balancer>;
