import * as z from 'zod';
import { NAME_PATTERN } from './names.ts';
import { mapping, text } from './schema-builders.ts';
import { PRIMARY_KINDS } from './topology.ts';

/** The hidden primary. */
export const primary = mapping(
  {
    router: text('the name of a router').meta({
      description: 'The router that it is attached to, by a link of its own.',
      pattern: NAME_PATTERN,
      examples: ['eu-transit'],
    }),
    kind: z
      .enum(PRIMARY_KINDS, { error: `one of ${PRIMARY_KINDS.join(', ')}` })
      .optional()
      .meta({ description: 'Which name server it is.', defaultText: '`knot`', examples: ['bind'] }),
  },
  'a mapping such as { router: eu-transit, kind: knot }',
).meta({
  description:
    "A hidden primary, the node `primary`: it holds the zones of all services, and the sites' servers have them from it by zone transfer, from their own addresses over the routed network, with NOTIFY and TSIG. `anycast-lab zone update` changes records there. `whoami` names it then, and not the server; NSID still does that.",
  examples: [{ router: 'eu-transit', kind: 'knot' }],
});
