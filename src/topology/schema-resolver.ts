import * as z from 'zod';
import { mapping } from './schema-builders.ts';
import { CLIENT_RESOLVERS } from './topology.ts';

const ERROR = 'unbound, or a mapping such as { kind: unbound, cache: false }';

const resolverKind = z.enum(CLIENT_RESOLVERS, { error: `one of ${CLIENT_RESOLVERS.join(', ')}` }).meta({
  description: 'Which resolver it is.',
  examples: ['unbound'],
});

/** The recursive resolver of a client: which one, or a mapping. */
export const resolver = z
  .union(
    [
      resolverKind,
      mapping(
        {
          kind: resolverKind.optional().meta({ defaultText: '`unbound`' }),
          cache: z
            .boolean({ error: 'true or false' })
            .optional()
            .meta({
              description: 'Whether it keeps answers as long as their TTL says, or asks for each anew.',
              defaultText: '`true`',
              examples: [false],
            }),
          'prefer-fastest': z
            .boolean({ error: 'true or false' })
            .optional()
            .meta({
              description:
                'Whether nine of ten of its queries go to the address that answers quickest, of all that a zone has (`fast-server-permil: 900`), or each to any of those that answer within 400 ms of it, at random.',
              defaultText: '`false`',
              examples: [true],
            }),
        },
        ERROR,
      ),
    ],
    { error: ERROR },
  )
  .meta({
    description:
      "A recursive resolver of the client's own, at 127.0.0.1 and ::1 in it. Reports then say what a user behind it saw, besides what was lost on the wire. Where zones are signed it validates, from the key of the lab's primary.",
    defaultText: 'none',
    examples: ['unbound'],
  });

export type ResolverForm = z.infer<typeof resolver>;
