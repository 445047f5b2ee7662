import * as z from 'zod';
import { MTU, parseRate, parseShare, parseTime, QUANTITY_EXAMPLES } from './quantities.ts';
import { mapping, named, whole } from './schema-builders.ts';

/** A text that a parser of quantities understands. */
function quantity(parse: (text: string) => number | undefined, error: string) {
  return z.string({ error }).refine((text) => parse(text) !== undefined, { error });
}

/** In place of a time: what light takes over the fibre between the two ends. */
export const DISTANCE = 'distance';

const impairment = {
  latency: quantity(
    (text) => (text === DISTANCE ? 0 : parseTime(text)),
    `${QUANTITY_EXAMPLES.time}, or ${DISTANCE}`,
  )
    .optional()
    .meta({
      description:
        'How long a packet takes, one way: there and back it is twice as much. `distance`: what light takes over fibre between the places of the ends.',
      defaultText: 'none, or that of the topology',
      examples: ['20ms'],
    }),
  jitter: quantity(parseTime, QUANTITY_EXAMPLES.time)
    .optional()
    .meta({
      description:
        'By how much the latency of a packet is more or less, at random; no more than the latency.',
      defaultText: 'none',
      examples: ['2ms'],
    }),
  loss: quantity(parseShare, QUANTITY_EXAMPLES.share)
    .optional()
    .meta({
      description: 'The share of packets that get lost, each by itself.',
      defaultText: 'none',
      examples: ['1%'],
    }),
  rate: quantity(parseRate, QUANTITY_EXAMPLES.rate)
    .optional()
    .meta({
      description: 'Bits a second; up to 100 ms of them wait, and what comes then is dropped.',
      defaultText: 'no limit',
      examples: ['10mbit'],
    }),
};

const oneWay = mapping(impairment, 'a mapping such as { latency: 40ms, loss: 1% }').meta({
  description: 'What is different for packets from this end.',
});

/** What stands beside the ends of a link that is more than a cable; the same for both ways, and `from` for one. */
export const impairments = {
  ...impairment,
  mtu: whole(MTU.least, MTU.most, ' of bytes')
    .optional()
    .meta({
      description: 'The largest packet, in bytes, at both ends.',
      defaultText: `\`${MTU.usual}\``,
      examples: [1400],
    }),
  from: named(oneWay, 'a mapping of ends such as { fra: { latency: 40ms } }')
    .optional()
    .meta({
      description: 'What is different in one direction: by the name of the end that packets come from.',
      defaultText: 'both ways alike',
      examples: [{ fra: { latency: '40ms' } }],
    }),
};

export type ImpairmentForm = z.infer<typeof oneWay>;
export type ImpairmentsForm = z.infer<z.ZodObject<typeof impairments>>;
