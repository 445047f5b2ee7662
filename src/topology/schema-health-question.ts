import * as z from 'zod';
import { CHECKED_TYPES, DATA_EXAMPLES, isQueryName, normalData, RCODES } from './health-question.ts';
import { mapping, text } from './schema-builders.ts';

const NAME = 'a domain name such as www, or www.anycast.test';

/** What is asked. */
export const healthQuery = mapping(
  {
    name: text(NAME)
      .refine(isQueryName, { error: NAME })
      .optional()
      .meta({
        description:
          'The name that is asked for, in full or without the zone of the service; with a final dot it may be in any zone.',
        defaultText: 'the zone itself',
        examples: ['www'],
      }),
    type: z
      .enum(CHECKED_TYPES, { error: `one of ${CHECKED_TYPES.join(', ')}` })
      .optional()
      .meta({ description: 'The type that is asked for.', defaultText: '`SOA`', examples: ['A'] }),
  },
  'a mapping such as { name: www, type: A }',
).meta({ description: 'What each server is asked.' });

/** What has to come back. */
export const healthExpect = mapping(
  {
    rcode: z
      .enum(RCODES, { error: `one of ${RCODES.join(', ')}` })
      .optional()
      .meta({
        description: 'The response code of a good answer.',
        defaultText: '`NOERROR`',
        examples: ['NXDOMAIN'],
      }),
    answer: text('the data of a record, such as 203.0.113.80')
      .optional()
      .meta({
        description: 'The data that a record of the answer has to have, of the type that is asked for.',
        defaultText: 'any answer will do',
        examples: ['203.0.113.80'],
      }),
  },
  'a mapping such as { rcode: NOERROR, answer: 203.0.113.80 }',
).meta({ description: 'What counts as a good answer.' });

interface Question {
  readonly query?: z.infer<typeof healthQuery> | undefined;
  readonly expect?: z.infer<typeof healthExpect> | undefined;
}

/** What of an expected answer cannot be, with the key under `expect` that it is about. */
export function impossibleAnswer({ query, expect }: Question): { key: string; instead: string } | undefined {
  const answer = expect?.answer;
  if (answer === undefined) return undefined;
  if (expect?.rcode !== undefined && expect.rcode !== 'NOERROR') {
    return { key: 'rcode', instead: 'NOERROR, or leave answer out: other answers hold no records' };
  }
  const type = query?.type ?? 'SOA';
  if (normalData(type, answer) !== undefined) return undefined;
  return { key: 'answer', instead: `${DATA_EXAMPLES[type]}, as the type that is asked for is ${type}` };
}
