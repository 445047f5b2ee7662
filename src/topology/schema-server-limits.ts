import * as z from 'zod';
import { whole } from './schema-builders.ts';
import { PROCESSOR_SHARES } from './topology.ts';

const processorError = `a share of one processor from ${PROCESSOR_SHARES.least} to ${PROCESSOR_SHARES.most}, such as 0.05`;

/** Keys of what servers can do besides the usual, or cannot. */
export const serverLimits = {
  tls: z
    .boolean({ error: 'true or false' })
    .optional()
    .meta({
      description:
        'Whether they answer over TLS, too (DoT, RFC 7858, port 853). Each makes a key and a certificate of its own when it starts.',
      defaultText: '`false`',
      examples: [true],
    }),
  cpu: z
    .number({ error: processorError })
    .min(PROCESSOR_SHARES.least, { error: processorError })
    .max(PROCESSOR_SHARES.most, { error: processorError })
    .optional()
    .meta({
      description:
        'The share of one processor that each server has, from when the lab is up: what comes faster than it answers is lost.',
      defaultText: 'no limit',
      examples: [0.05],
    }),
  'rate-limit': whole(1, 1_000_000, ' of answers a second')
    .optional()
    .meta({
      description:
        'The most answers a second that each server gives to one client network (/24; Knot: address), by its own response rate limiting: it drops the rest.',
      defaultText: 'no limit',
      examples: [200],
    }),
};
