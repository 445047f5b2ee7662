import * as z from 'zod';
import { mapping, whole } from './schema-builders.ts';
import { bfd } from './schema-detection.ts';
import { TIMER_PROFILE_NAMES } from './topology.ts';

const timersInFull = mapping(
  {
    keepalive: whole(0, 65_535, ' of seconds')
      .optional()
      .meta({
        description: 'Seconds between two KEEPALIVE messages; less than `hold`.',
        defaultText: 'a third of `hold`',
        examples: [10],
      }),
    hold: whole(0, 65_535, ' of seconds').meta({
      description:
        'Seconds without a message after which a neighbour is taken for dead: 3 or more, or 0 for never (RFC 4271, section 4.2).',
      examples: [30],
    }),
    'connect-retry': whole(1, 65_535, ' of seconds')
      .optional()
      .meta({
        description: 'Seconds between two attempts to connect to a neighbour.',
        defaultText: '`1`',
        examples: [5],
      }),
    'advertisement-interval': whole(0, 600, ' of seconds')
      .optional()
      .meta({
        description: 'Seconds at least between two updates for one prefix to one eBGP neighbour.',
        defaultText: '`0`',
        examples: [0],
      }),
  },
  'a mapping with hold, and keepalive, connect-retry and advertisement-interval where they matter',
);

/** BGP timers: a profile or seconds. */
export const timers = z
  .union([z.enum(TIMER_PROFILE_NAMES), timersInFull], {
    error: `${TIMER_PROFILE_NAMES.join(', ')} or a mapping such as { keepalive: 10, hold: 30 }`,
  })
  .meta({
    description: 'BGP timers: the name of a profile, or a mapping of seconds.',
    examples: ['datacenter'],
  });

/** As long as the kernel takes (TCP_MD5SIG_MAXKEYLEN), of characters that a line of FRR can hold. */
const PASSWORD = /^[!-~]{1,80}$/;
const PASSWORD_ERROR = 'a password of 1 to 80 letters, digits and signs, without spaces';

/** What is said of BGP sessions, whoever has them. @param above where that is said which holds for those that say nothing */
export function sessionKeys(above: 'topology' | 'exchange') {
  const inherited = above === 'exchange' ? 'that of the exchange' : undefined;
  return {
    timers: timers.optional().meta({ ...timers.meta(), defaultText: `those of the ${above}` }),
    bfd: bfd.optional().meta({ ...bfd.meta(), defaultText: `that of the ${above}` }),
    password: z
      .string({ error: PASSWORD_ERROR })
      .regex(PASSWORD, { error: PASSWORD_ERROR })
      .optional()
      .meta({
        description: "Password of TCP's MD5 option (RFC 2385) at both ends.",
        defaultText: inherited ?? 'none',
        examples: ['s3cret'],
      }),
    'ttl-security': z
      .boolean({ error: 'true or false' })
      .optional()
      .meta({
        description: 'Whether both ends take BGP packets only from one hop away, by their TTL (RFC 5082).',
        defaultText: inherited ?? '`false`',
        examples: [true],
      }),
  };
}

export type TimersForm = z.infer<typeof timers>;
export type SessionForm = z.infer<z.ZodObject<ReturnType<typeof sessionKeys>>>;
