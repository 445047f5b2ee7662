import * as z from 'zod';
import { parseDuration } from './quantities.ts';
import { mapping, text } from './schema-builders.ts';
import type { Dnssec } from './topology.ts';

const VALIDITY = 'a time of 10 s to 30 days, such as 60s';

/** How long signatures are good for where nothing is said, in s: two weeks, as Knot has it. */
const USUAL_VALIDITY = 14 * 86_400;

const validity = text(VALIDITY)
  .refine((given) => readSeconds(given) !== undefined, { error: VALIDITY })
  .optional()
  .meta({
    description:
      'How long a signature is good for; it is made anew when half of that is over. A site that hears nothing from the primary any more serves expired ones then. So does a balancer with a cache for a while, where half of that is less than the TTL (60 s in generated zones).',
    defaultText: 'two weeks',
    examples: ['60s'],
  });

/** Whether a service's zones are signed. */
export const dnssec = z
  .union([z.boolean(), mapping({ validity }, 'a mapping such as { validity: 60s }')], {
    error: 'true, false, or a mapping such as { validity: 60s }',
  })
  .meta({
    description:
      'Whether its zones are signed (RFC 4035) at the primary, which there must be: with one key, ECDSA P-256, and NSEC. `probe --dnssec` validates what each site answers.',
    defaultText: '`false`',
    examples: [true],
  });

/** What a file says of it; absent: nothing is signed. */
export function readDnssec(form: z.infer<typeof dnssec> | undefined): { readonly dnssec?: Dnssec } {
  if (form === undefined || form === false) return {};
  const said = form === true || form.validity === undefined ? undefined : readSeconds(form.validity);
  return { dnssec: { validity: said ?? USUAL_VALIDITY } };
}

function readSeconds(given: string): number | undefined {
  const seconds = Math.round(parseDuration(given) ?? 0);
  return seconds >= 10 && seconds <= 30 * 86_400 ? seconds : undefined;
}
