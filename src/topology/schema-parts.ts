import * as z from 'zod';
import { LINK_PATTERN } from './link-text.ts';
import { NAME_PATTERN } from './names.ts';
import { balancer } from './schema-balancer.ts';
import { mapping, text, whole } from './schema-builders.ts';
import { health } from './schema-detection.ts';
import { dnssec } from './schema-dnssec.ts';
import { impairments } from './schema-impairments.ts';
import { place } from './schema-places.ts';
import { announcement, linkPolicy } from './schema-policy.ts';
import { resolver } from './schema-resolver.ts';
import { resolverTls, serviceRole } from './schema-roles.ts';
import { servers } from './schema-servers.ts';
import { sessionKeys } from './schema-session.ts';
import { zone, zones } from './schema-zones.ts';
import { FAMILIES, TIE_BREAKS } from './topology.ts';

const asn = whole(1, 4_294_967_294, '').meta({
  description:
    'Number of the autonomous system (RFC 6996 and RFC 5398 list those for private use and for examples).',
  examples: [64500],
});

/** What stands under the name of a service. */
export const service = mapping(
  {
    prefixes: z
      .array(text('a prefix such as 192.0.2.0/24'), {
        error: 'a list of prefixes such as [192.0.2.0/24, 2001:db8:53::/48]',
      })
      .min(1, { error: 'at least one prefix such as 192.0.2.0/24' })
      .meta({
        description:
          'The anycast prefixes that its sites announce: one for IPv4, one for IPv6, or both. As on the Internet none is longer than /24 or /48.',
        examples: [['192.0.2.0/24', '2001:db8:53::/48']],
      }),
    addresses: z
      .array(text('an address in the prefix, such as 192.0.2.53'), {
        error: 'a list of addresses such as [192.0.2.53]',
      })
      .optional()
      .meta({
        description: 'The service addresses, which clients query: one in each prefix.',
        defaultText: '`.53` and `::53` in each prefix',
        examples: [['192.0.2.53', '2001:db8:53::53']],
      }),
    zone: zone.optional(),
    zones: zones.optional(),
    dnssec: dnssec.optional(),
    role: serviceRole.optional(),
    tls: resolverTls.optional(),
  },
  'a mapping such as { prefixes: [192.0.2.0/24] }',
).meta({ description: 'One anycast service.' });

const frrLines = text('lines of FRR, after a | and on lines of their own').meta({
  description:
    'Lines as FRR’s `frr.conf` has them, for any of the router’s daemons, which read them after those that are made from this file; `router bgp` needs no ASN. FRR checks them when the lab comes up.',
  defaultText: 'none',
  examples: ['router bgp\n bgp bestpath as-path ignore\n'],
});

/** What stands under the name of a site. */
export const site = mapping(
  {
    asn: asn.optional().meta({ defaultText: 'one private ASN for all sites that give none' }),
    services: z
      .array(text('the name of a service'), { error: 'a list of services such as [dns]' })
      .optional()
      .meta({
        description: 'Which services the site announces.',
        defaultText: 'all of them',
        examples: [['dns']],
      }),
    servers: servers.optional(),
    balancer: balancer.optional(),
    health: health.optional().meta({ ...health.meta(), defaultText: 'that of the topology' }),
    announce: announcement.optional(),
    at: place.optional(),
    frr: frrLines.optional(),
  },
  'nothing, or a mapping such as { servers: 2 }',
)
  .nullable()
  .meta({ description: 'One anycast site; nothing after the colon takes every default.' });

/** What stands under the name of a router. */
export const router = mapping(
  {
    asn: asn
      .optional()
      .meta({ defaultText: 'a private ASN of its own; one for all that internal links join' }),
    bestpath: z
      .enum(TIE_BREAKS, { error: `one of ${TIE_BREAKS.join(', ')}` })
      .optional()
      .meta({
        description:
          'Its last tie-break between equal paths, in place of that of the topology: the lower router id, or the path that it has.',
        defaultText: 'that of the topology',
        examples: ['oldest'],
      }),
    at: place.optional(),
    'route-reflector': z
      .boolean({ error: 'true or false' })
      .optional()
      .meta({
        description:
          'Whether it reflects routes (RFC 4456): the other routers of its network then have iBGP sessions with the reflectors alone.',
        defaultText: '`false`: every router of a network has a session with every other',
        examples: [true],
      }),
    frr: frrLines.optional(),
  },
  'nothing, or a mapping such as { asn: 64510 }',
)
  .nullable()
  .meta({
    description:
      'One router of a transit or ISP network; the only one, where no internal link joins it to others.',
  });

const clientRouter = text('the name of a router').meta({
  description: 'The router that the client is attached to, by a link of its own.',
  pattern: NAME_PATTERN,
  examples: ['eu-transit'],
});
/** What stands under the name of a client. */
export const client = z
  .union(
    [
      clientRouter,
      mapping(
        { router: clientRouter, resolver: resolver.optional(), at: place.optional(), ...impairments },
        'a mapping such as { router: eu-transit, latency: 5ms }',
      ),
    ],
    { error: 'the name of a router, or a mapping such as { router: eu-transit }' },
  )
  .meta({ description: 'One client: the name of its router, or a mapping.' });

const linkEnds = text('`customer -> provider`, `peer -- peer` or `a == b`').meta({
  description:
    '`a -> b`: a is the customer of b. `a -- b`: a and b are peers. `a == b`: a and b are routers of one network.',
  pattern: LINK_PATTERN,
  examples: ['fra -> eu-transit'],
});
/** One item of `links`. */
export const link = z
  .union(
    [
      linkEnds,
      mapping(
        {
          link: linkEnds,
          name: text('a name such as nyc-a')
            .optional()
            .meta({
              description: 'Name of the link; needed where two nodes have more than one.',
              defaultText: 'both ends, `fra--eu-transit`',
              examples: ['nyc-a'],
            }),
          cost: whole(1, 65_535, '')
            .optional()
            .meta({
              description: 'What OSPF counts for an internal link (`a == b`); packets take the cheapest way.',
              defaultText: '`10`',
              examples: [100],
            }),
          ...sessionKeys('topology'),
          family: z
            .literal(FAMILIES, { error: '4 or 6' })
            .optional()
            .meta({
              description:
                'The only IP version that the link has a session for: where two networks exchange routes of one alone.',
              defaultText: 'both of them',
              examples: [4],
            }),
          sessions: z
            .enum(['numbered', 'unnumbered'], { error: 'numbered or unnumbered' })
            .optional()
            .meta({
              description:
                'Whether the interfaces have addresses of their own and a session for each IP version, or link-local ones only and one session for both, with IPv6 next hops for IPv4 (RFC 8950).',
              defaultText: '`numbered`',
              examples: ['unnumbered'],
            }),
          ...impairments,
          policy: linkPolicy.optional(),
        },
        'a mapping such as { link: fra -> eu-transit, name: fra-a }',
      ),
    ],
    {
      error:
        '`customer -> provider`, `peer -- peer`, `a == b`, or a mapping such as { link: fra -> eu-transit, name: fra-a }',
    },
  )
  .meta({ description: 'One link: its ends, or a mapping.' });
