import * as z from 'zod';
import { COMMUNITY, communityFits, MAX_PREPEND, MAX_UINT32 } from './policy-bounds.ts';
import { mapping, named, text, whole } from './schema-builders.ts';
import { ORIGINS } from './topology.ts';

const communityError = 'a community such as 64500:70, 64500:1:2 or no-export';
const community = z
  .string({ error: communityError })
  .regex(COMMUNITY, { error: communityError })
  .refine(communityFits, { error: 'a community of numbers up to 65535 each, or of three up to 4294967295' });

const communitiesError = 'a list of communities such as [64500:70, no-export]';
const communityList = z.array(community, { error: communitiesError });

const changes = {
  prepend: whole(1, MAX_PREPEND, ' of times')
    .optional()
    .meta({
      description:
        "How often an ASN is put before the path, beyond the once that eBGP asks for: the own one on the way out, the neighbour's on the way in.",
      defaultText: 'not at all',
      examples: [2],
    }),
  med: whole(0, MAX_UINT32, '')
    .optional()
    .meta({
      description: 'MULTI_EXIT_DISC: of several routes of one neighbour AS the lowest wins.',
      defaultText: 'none',
      examples: [50],
    }),
  origin: z
    .enum(ORIGINS, { error: `one of ${ORIGINS.join(', ')}` })
    .optional()
    .meta({
      description: 'ORIGIN: igp wins over egp, egp over incomplete.',
      defaultText: 'as it came; `igp` of own prefixes',
      examples: ['incomplete'],
    }),
  communities: communityList.optional().meta({
    description: 'Communities that are added: standard ones, large ones, or names such as `no-export`.',
    defaultText: 'none',
    examples: [['64500:70', 'no-export']],
  }),
};

const strip = z
  .union([z.enum(['all']), communityList], { error: `all, or ${communitiesError}` })
  .optional()
  .meta({
    description: 'Communities that are taken away, before others are added; `all`: every one.',
    defaultText: 'none',
    examples: ['all'],
  });

const filterError = 'a list of prefixes such as [192.0.2.0/24, 2001:db8:53::/48+]';
const prefixList = z.array(text('a prefix such as 192.0.2.0/24, or 192.0.2.0/24+ for all in it'), {
  error: filterError,
});

const filter = {
  allow: prefixList.optional().meta({
    description:
      'The only prefixes that pass, besides the networks of routers; with a `+` at its end one stands for all in it as well.',
    defaultText: 'all',
    examples: [['192.0.2.0/24']],
  }),
  deny: prefixList.optional().meta({
    description: 'Prefixes that do not pass.',
    defaultText: 'none',
    examples: [['2001:db8:53::/48+']],
  }),
};

const importSets = {
  'local-pref': whole(0, MAX_UINT32, '')
    .optional()
    .meta({
      description:
        'LOCAL_PREF, in place of what the relationship gives: the highest wins, before all else but weight.',
      defaultText: '`200` from customers, `150` from peers, `100` from providers',
      examples: [300],
    }),
  weight: whole(0, 65_535, '')
    .optional()
    .meta({
      description: "FRR's first criterion, known to this router alone: the highest wins.",
      defaultText: '`0`',
      examples: [10],
    }),
};

const RULE =
  'a mapping such as { community: 64500:70, deny: true } or { community: 64500:70, set: { prepend: 2 } }';

const ruleCommunity = community.meta({
  description: 'The community that a route has to carry.',
  examples: ['64500:70'],
});

/** A list of `{ community, deny: true }` and `{ community, set: ... }`. */
function rules<Sets extends z.core.$ZodLooseShape>(sets: Sets) {
  const removed = communityList.optional().meta({
    description: 'Communities that are taken away.',
    defaultText: 'none',
    examples: [['64500:70']],
  });
  const set = mapping({ ...sets, ...changes, strip: removed }, 'a mapping such as { prepend: 2 }').meta({
    description: 'What is changed of the route.',
    defaultText: '`deny` instead',
    examples: [{ prepend: 2 }],
  });
  const deny = z.literal(true, { error: 'true' }).meta({
    description: 'The route is refused.',
    defaultText: '`set` instead',
    examples: [true],
  });
  const rule = z.union(
    [mapping({ community: ruleCommunity, deny }, RULE), mapping({ community: ruleCommunity, set }, RULE)],
    { error: RULE },
  );
  return z
    .array(rule, { error: `a list with ${RULE}` })
    .optional()
    .meta({
      description:
        'What is done with routes that carry a community, after all else: `deny: true` refuses them, `set` changes them. Each rule that matches is carried out, in their order.',
      defaultText: 'nothing',
      examples: [[{ community: '64500:666', deny: true }]],
    });
}

const neighborsError = 'a list of neighbours such as [eu-transit]';
const neighbors = z.array(text('the name of a neighbour'), { error: neighborsError });

const exportChange = mapping(
  { ...changes, strip, ...filter, match: rules({}) },
  'a mapping such as { prepend: 2 }',
).meta({
  description: 'What is changed of the routes that this end sends.',
  defaultText: 'nothing',
  examples: [{ prepend: 2 }],
});

const importChange = mapping(
  {
    ...importSets,
    ...changes,
    strip,
    ...filter,
    match: rules(importSets),
    'announce-to': neighbors.optional().meta({
      description:
        'The only neighbours that these routes are passed on to, as far as the relationship allows.',
      defaultText: 'all of them',
      examples: [['tier1']],
    }),
    'do-not-announce-to': neighbors.optional().meta({
      description: 'Neighbours that these routes are not passed on to.',
      defaultText: 'none',
      examples: [['tier1']],
    }),
  },
  'a mapping such as { local-pref: 300 }',
).meta({
  description: 'What is changed of the routes that this end takes.',
  defaultText: 'nothing',
  examples: [{ 'local-pref': 300 }],
});

const none = z.enum(['none']);

const prefixCount = whole(1, MAX_UINT32, ' of prefixes');
const maximumPrefix = z
  .union(
    [
      prefixCount,
      mapping(
        {
          count: prefixCount.meta({ description: 'How many prefixes.', examples: [20] }),
          'warning-only': z
            .boolean({ error: 'true or false' })
            .optional()
            .meta({
              description: 'Whether the session goes on, and only the log says so.',
              defaultText: '`false`',
              examples: [true],
            }),
        },
        'a mapping such as { count: 20, warning-only: true }',
      ),
    ],
    { error: 'a number of prefixes, or a mapping such as { count: 20, warning-only: true }' },
  )
  .meta({
    description:
      'How many prefixes the other end may send, in each IP version: with one more the session ends, and stays so until it is cleared by hand; with `warning-only` the log says so.',
    defaultText: 'any number',
    examples: [20],
  });

const endInFull = mapping(
  {
    in: importChange.optional(),
    out: exportChange.optional(),
    'maximum-prefix': maximumPrefix.optional(),
    'allowas-in': whole(1, 10, ' of times')
      .optional()
      .meta({
        description:
          "How often this end's own ASN may stand in the path of a route that it takes: so sites of one ASN hear each other.",
        defaultText: 'not once',
        examples: [1],
      }),
  },
  'a mapping such as { in: { local-pref: 300 }, out: { prepend: 2 } }',
);

/** What one end of a session does to routes. */
export const endPolicy = z
  .union([none, endInFull], {
    error: 'none, or a mapping such as { in: { local-pref: 300 }, out: { prepend: 2 } }',
  })
  .meta({
    description:
      'What one end of the link does to routes, beyond what the relationship says. `none`: it takes and sends everything, and has no role.',
  });

const linkPolicyError = 'none, or a mapping of ends such as { fra: { out: { prepend: 2 } } }';
/** What stands under `policy` of a link. */
export const linkPolicy = z
  .union([none, named(endPolicy, linkPolicyError)], { error: linkPolicyError })
  .meta({
    description:
      'What the ends do to routes, beyond what the relationship says: by the name of the end. `none`: the relationship means nothing to either of them.',
    defaultText: 'what the relationship says',
    examples: [{ fra: { out: { prepend: 2 } } }],
  });

/** `policy` of the whole lab. */
export const labPolicy = z.enum(['relationships', 'none'], { error: 'relationships or none' }).meta({
  description:
    'What routers go by: the relationships of the links (roles of RFC 9234, preference for customers, valley-free export), or `none`: everybody takes and sends everything, and the AS path decides.',
  defaultText: '`relationships`',
  examples: ['none'],
});

/** How a site announces its services. */
export const announcement = mapping(
  {
    to: z
      .array(text('the name of a neighbour'), { error: neighborsError })
      .optional()
      .meta({
        description:
          "The neighbours that hear of the services; the others hear of the site's own network only.",
        defaultText: 'all of them',
        examples: [['eu-transit']],
      }),
    prefixes: z
      .array(text('a prefix such as 192.0.2.0/25'), { error: 'a list of prefixes such as [192.0.2.0/25]' })
      .min(1, { error: 'at least one prefix such as 192.0.2.0/25' })
      .optional()
      .meta({
        description:
          'Prefixes announced as well: a part of that of a service, which wins over the whole wherever it is heard, or one that it is a part of, which is what is left where the whole is not heard.',
        defaultText: 'none',
        examples: [['192.0.2.0/25']],
      }),
    services: z
      .boolean({ error: 'true or false' })
      .optional()
      .meta({
        description: 'Whether the prefixes of the services are announced; `false`: only `prefixes`.',
        defaultText: '`true`',
        examples: [false],
      }),
    ...changes,
  },
  'a mapping such as { prepend: 2 }',
).meta({
  description: 'How the site announces its services, to all neighbours alike.',
  defaultText: 'as they are',
  examples: [{ prepend: 2 }],
});

export type RulesForm = ImportForm['match'];
export type ExportForm = z.infer<typeof exportChange>;
export type ImportForm = z.infer<typeof importChange>;
export type EndPolicyForm = z.infer<typeof endInFull>;
export type LinkPolicyForm = z.infer<typeof linkPolicy>;
export type AnnouncementForm = z.infer<typeof announcement>;
