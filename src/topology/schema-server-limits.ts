import * as z from 'zod';
import { whole } from './schema-builders.ts';
import { PROCESSOR_SHARES } from './topology.ts';

const processorError = `a share of one processor from ${PROCESSOR_SHARES.least} to ${PROCESSOR_SHARES.most}, such as 0.05`;

/** Keys that make servers small enough to be overloaded. */
export const serverLimits = {
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
