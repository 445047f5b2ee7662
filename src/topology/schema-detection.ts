import * as z from 'zod';
import { parseDuration } from './quantities.ts';
import { mapping, text, whole } from './schema-builders.ts';
import { healthExpect, healthQuery, impossibleAnswer } from './schema-health-question.ts';

const STALE = 'a time of 1 s to 1 day, such as 60s';

/** As the time of a server's zone that is not confirmed. */
const maxStale = text(STALE)
  .refine((given) => readMaxStale(given) !== undefined, { error: STALE })
  .meta({
    description:
      "Only with a primary. A server whose zone was not confirmed for so long counts as failed: its serial is older than the primary's, or the primary does not answer the site's router. Where `query` asks for something else, a server is asked for the SOA of the zone besides.",
    defaultText: 'for ever',
    examples: ['60s'],
  });

/** Such a time in s; undefined where it is none. */
export function readMaxStale(text: string): number | undefined {
  const seconds = parseDuration(text) ?? 0;
  return seconds >= 1 && seconds <= 86_400 ? seconds : undefined;
}

const CHECK_INTERVAL = 'a number of seconds from 0.1 to 60';
const CHECK_TIMEOUT = 'a number of seconds from 0.05 to 60';

/** s. */
const DEFAULT_INTERVAL = 1;

/** What is done where the checks of all sites fail. */
const WHEN_ALL_FAIL = ['withdraw', 'last-site-stays'] as const;

const healthInFull = mapping(
  {
    interval: z
      .number({ error: CHECK_INTERVAL })
      .min(0.1, { error: CHECK_INTERVAL })
      .max(60, { error: CHECK_INTERVAL })
      .optional()
      .meta({
        description:
          'Seconds between two queries to a server. A `balancer` that checks its back ends itself does so in whole seconds: this rounded, and 1 at least.',
        defaultText: '`1`',
        examples: [0.5],
      }),
    timeout: z
      .number({ error: CHECK_TIMEOUT })
      .min(0.05, { error: CHECK_TIMEOUT })
      .max(60, { error: CHECK_TIMEOUT })
      .optional()
      .meta({
        description: 'Seconds that an answer may take, no more than the interval.',
        defaultText: '`0.4`, or the interval where that is shorter',
        examples: [0.2],
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
    query: healthQuery.optional().meta({
      ...healthQuery.meta(),
      defaultText: 'the SOA of the zone of the service',
      examples: [{ name: 'www', type: 'A' }],
    }),
    expect: healthExpect.optional().meta({
      ...healthExpect.meta(),
      defaultText: '`NOERROR`, whatever it holds',
      examples: [{ rcode: 'NOERROR', answer: '203.0.113.80' }],
    }),
    'when-all-fail': z
      .enum(WHEN_ALL_FAIL, { error: `one of ${WHEN_ALL_FAIL.join(', ')}` })
      .optional()
      .meta({
        description:
          'What becomes of a site without a healthy server. `withdraw`: it is withdrawn, whatever others do. `last-site-stays`: it makes itself the last choice of everybody, and is withdrawn once it hears that another site announces the prefix; if none does, it stays.',
        defaultText: '`withdraw`',
        examples: ['last-site-stays'],
      }),
  },
  'a mapping such as { interval: 1, fall: 2, rise: 2 }',
).superRefine((form, context) => {
  const { interval = DEFAULT_INTERVAL, timeout = 0 } = form;
  if (timeout > interval) {
    const message = `${interval} or less, as a check ends before the next one begins, or a longer interval`;
    context.addIssue({ code: 'custom', path: ['timeout'], message });
  }
  const wrong = impossibleAnswer(form);
  if (wrong !== undefined) {
    context.addIssue({ code: 'custom', path: ['expect', wrong.key], message: wrong.instead });
  }
});

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
