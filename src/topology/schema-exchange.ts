import * as z from 'zod';
import { NAME_PATTERN } from './names.ts';
import { mapping, named, text } from './schema-builders.ts';
import { portImpairments } from './schema-impairments.ts';
import { endPolicy } from './schema-policy.ts';
import { sessionKeys } from './schema-session.ts';

/** A member, or the route server. */
const neighborNames = z.string().meta({ pattern: NAME_PATTERN.replace('^', '^(rs\\.)?') });

const withError = 'a mapping of neighbours such as { nyc: { policy: { in: { local-pref: 300 } } } }';
const session = mapping(
  {
    policy: endPolicy.optional().meta({
      description:
        'What the member does to the routes of this session, key by key in place of what it does to all there.',
      defaultText: 'what it does to all',
      examples: [{ in: { 'local-pref': 300 } }],
    }),
    ...sessionKeys('exchange'),
  },
  'a mapping such as { policy: { in: { local-pref: 300 } } }',
).meta({ description: 'One session of the member.' });

const member = mapping(
  {
    policy: endPolicy.optional().meta({
      description:
        'What the member does to the routes of its sessions there, beyond that it is a peer: as one end of a link. `none`: it takes and sends everything, and has no role.',
      defaultText: 'what a peer does',
      examples: [{ out: { prepend: 2 } }],
    }),
    with: z
      .record(neighborNames, session, { error: withError })
      .optional()
      .meta({
        description:
          'Sessions that are different: by the name of the other member, or of the route server (`rs.NAME`). What is not policy holds for both ends, and one of them says it.',
        defaultText: 'all alike',
        examples: [{ nyc: { policy: { in: { 'local-pref': 300 } }, password: 's3cret' } }],
      }),
    ...portImpairments,
  },
  'nothing, or a mapping such as { latency: 5ms }',
)
  .nullable()
  .meta({ description: 'One member; nothing after the colon is a plain cable and what a peer does.' });

const LIST = 'a list of members such as [fra, eu-isp]';
const TWO = 'at least two members, such as [fra, eu-isp]';
const memberList = z.array(text('the name of a site or router'), { error: LIST }).min(2, { error: TWO });
const members = z
  .union(
    [
      memberList,
      named(member, 'a mapping of members such as { fra: , eu-isp: { latency: 5ms } }').refine(
        (those) => Object.keys(those).length >= 2,
        { error: TWO },
      ),
    ],
    { error: `${LIST}, or a mapping such as { fra: , eu-isp: { latency: 5ms } }` },
  )
  .meta({
    description: 'The sites and routers at the exchange; as a mapping, what is said of each.',
    examples: [['fra', 'eu-isp', 'us-isp']],
  });

const EXCHANGE = 'a mapping such as { members: [fra, eu-isp], route-server: true }';
/** What stands under the name of an exchange. */
export const exchange = z
  .union(
    [
      memberList,
      mapping(
        {
          members,
          'route-server': z
            .boolean({ error: 'true or false' })
            .optional()
            .meta({
              description:
                'Whether members have sessions with a route server alone (RFC 7947), which passes their routes on as they are, instead of with each other.',
              defaultText: '`false`',
              examples: [true],
            }),
          ...sessionKeys('topology'),
        },
        EXCHANGE,
      ),
    ],
    { error: `${LIST}, or ${EXCHANGE}` },
  )
  .meta({ description: 'One exchange: its members, or a mapping.' });

export type MemberForm = NonNullable<z.infer<typeof member>>;
