import * as z from 'zod';
import { parseDuration } from './quantities.ts';
import { mapping, text, whole } from './schema-builders.ts';

const STALE = 'a time of 1 s to 1 day, such as 60s';

/** As the time of a server's zone that is not confirmed. */
const maxStale = text(STALE)
  .refine((given) => readMaxStale(given) !== undefined, { error: STALE })
  .meta({
    description:
      "Only with a primary. A server whose zone was not confirmed for so long counts as failed: its serial is older than the primary's, or the primary does not answer the site's router.",
    defaultText: 'for ever',
    examples: ['60s'],
  });

/** Such a time in s; undefined where it is none. */
export function readMaxStale(text: string): number | undefined {
  const seconds = parseDuration(text) ?? 0;
  return seconds >= 1 && seconds <= 86_400 ? seconds : undefined;
}

const CHECK_INTERVAL = 'a number of seconds from 0.1 to 60';

const healthInFull = mapping(
  {
    interval: z
      .number({ error: CHECK_INTERVAL })
      .min(0.1, { error: CHECK_INTERVAL })
      .max(60, { error: CHECK_INTERVAL })
      .optional()
      .meta({
        description: 'Seconds between two queries to a server.',
        defaultText: '`1`',
        examples: [0.5],
      }),
    fall: whole(1, 20, ' of checks')
      .optional()
      .meta({
        description: 'Checks in a row that have to fail before a server is taken out of its site.',
        defaultText: '`2`',
        examples: [3],
      }),
    rise: whole(1, 20, ' of checks')
      .optional()
      .meta({
        description: 'Checks in a row that have to succeed before it comes back.',
        defaultText: '`2`',
        examples: [1],
      }),
    'max-stale': maxStale.optional(),
  },
  'a mapping such as { interval: 1, fall: 2, rise: 2 }',
);

/** Health checks of a site's servers: none, or how often. */
export const health = z
  .union([z.enum(['none']), healthInFull], { error: 'none, or a mapping such as { interval: 1, fall: 2 }' })
  .meta({
    description:
      "How a site's router checks its DNS servers, by a real query to each: a server that fails is taken out, and a site without any is withdrawn. `none`: it goes on announcing whatever its servers do.",
    examples: [{ interval: 0.5, fall: 3 }],
  });

const bfdInFull = mapping(
  {
    interval: whole(10, 60_000, ' of milliseconds')
      .optional()
      .meta({
        description: 'Milliseconds between two packets, in both directions.',
        defaultText: '`300`',
        examples: [100],
      }),
    multiplier: whole(2, 255, ' of packets')
      .optional()
      .meta({
        description: 'Packets in a row that have to be missing before the neighbour is taken for dead.',
        defaultText: '`3`',
        examples: [3],
      }),
  },
  'a mapping such as { interval: 300, multiplier: 3 }',
);

/** BFD: on, off, or with timers. */
export const bfd = z
  .union([z.boolean(), bfdInFull], {
    error: 'true, false, or a mapping such as { interval: 300, multiplier: 3 }',
  })
  .meta({
    description:
      'BFD (RFC 5880) beside each BGP session: it tells within milliseconds that a neighbour is gone, where BGP by itself waits for its hold time.',
    examples: [{ interval: 100, multiplier: 3 }],
  });

export type HealthForm = z.infer<typeof health>;
export type BfdForm = z.infer<typeof bfd>;
