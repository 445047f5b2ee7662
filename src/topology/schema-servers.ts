import * as z from 'zod';
import { mapping, whole } from './schema-builders.ts';
import { serverLimits } from './schema-server-limits.ts';
import { SERVER_KINDS } from './topology.ts';

/** Most servers of one site. */
const MAX_SERVERS = 16;

const serverCount = whole(1, MAX_SERVERS, ' of servers').meta({
  description: 'How many servers the site has.',
  defaultText: '`1`',
  examples: [2],
});
const serverKind = z
  .enum(SERVER_KINDS, { error: `one of ${SERVER_KINDS.join(', ')}` })
  .meta({ description: 'Which name server they run.', defaultText: '`nsd`', examples: ['bind'] });

const listError = `a list of 1 to ${MAX_SERVERS} of ${SERVER_KINDS.join(', ')}`;

/** The servers of a site. */
export const servers = z
  .union(
    [
      serverCount,
      serverKind,
      z.array(serverKind).min(1, { error: listError }).max(MAX_SERVERS, { error: listError }),
      mapping(
        { count: serverCount.optional(), kind: serverKind.optional(), ...serverLimits },
        'a mapping such as { count: 2, kind: bind }',
      ),
    ],
    {
      error: `a number, one of ${SERVER_KINDS.join(', ')}, a list of 1 to ${MAX_SERVERS} of these, or a mapping such as { count: 2, kind: bind }`,
    },
  )
  .meta({
    description: 'The DNS servers of the site: how many, which kind, the kind of each, or a mapping.',
    defaultText: 'one `nsd`',
    examples: [{ count: 2, kind: 'bind' }],
  });

export type ServersForm = z.infer<typeof servers>;
