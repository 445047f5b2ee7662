import * as z from 'zod';
import { mapping, text, whole } from './schema-builders.ts';
import { ORIGINS } from './topology.ts';

/** Most times that an ASN is put before a path: many networks filter longer ones. */
const MAX_PREPEND = 10;

/** The largest number that fits into four bytes, as local preference and MED have them. */
const MAX_UINT32 = 4_294_967_295;

/** Names of RFC 1997 and its registry that FRR knows, two numbers, or the three of a large community (RFC 8092). */
const COMMUNITY =
  /^(?:no-export|no-advertise|local-AS|no-peer|blackhole|graceful-shutdown|\d{1,5}:\d{1,5}|\d{1,10}:\d{1,10}:\d{1,10})$/;

const communityError = 'a community such as 64500:70, 64500:1:2 or no-export';
const community = z
  .string({ error: communityError })
  .regex(COMMUNITY, { error: communityError })
  .refine(fits, { error: 'a community of numbers up to 65535 each, or of three up to 4294967295' });

function fits(value: string): boolean {
  const numbers = value.split(':').map(Number);
  if (numbers.some(Number.isNaN)) return true;
  return numbers.every((number) => number <= (numbers.length === 2 ? 65_535 : MAX_UINT32));
}

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

const exportChange = mapping({ ...changes, strip }, 'a mapping such as { prepend: 2 }').meta({
  description: 'What is changed of the routes that this end sends.',
  defaultText: 'nothing',
  examples: [{ prepend: 2 }],
});

const importChange = mapping(
  {
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
    ...changes,
    strip,
  },
  'a mapping such as { local-pref: 300 }',
).meta({
  description: 'What is changed of the routes that this end takes.',
  defaultText: 'nothing',
  examples: [{ 'local-pref': 300 }],
});

/** What stands under the name of an end of a link in its `policy`. */
export const endPolicy = mapping(
  { in: importChange.optional(), out: exportChange.optional() },
  'a mapping such as { in: { local-pref: 300 }, out: { prepend: 2 } }',
);

const endPolicy = z
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
      .array(text('the name of a neighbour'), { error: 'a list of neighbours such as [eu-transit]' })
      .optional()
      .meta({
        description:
          "The neighbours that hear of the services; the others hear of the site's own network only.",
        defaultText: 'all of them',
        examples: [['eu-transit']],
      }),
    ...changes,
  },
  'a mapping such as { prepend: 2 }',
).meta({
  description: 'How the site announces its services, to all neighbours alike.',
  defaultText: 'as they are',
  examples: [{ prepend: 2 }],
});

export type ExportForm = z.infer<typeof exportChange>;
export type ImportForm = z.infer<typeof importChange>;
export type EndPolicyForm = z.infer<typeof endPolicy>;
export type AnnouncementForm = z.infer<typeof announcement>;
