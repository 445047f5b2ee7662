import * as z from 'zod';
import { MTU, parseRate, parseShare, parseTime, QUANTITY_EXAMPLES } from './quantities.ts';
import { mapping, named, whole } from './schema-builders.ts';

/** A text that a parser of quantities understands. */
function quantity(parse: (text: string) => number | undefined, error: string) {
  return z.string({ error }).refine((text) => parse(text) !== undefined, { error });
}

/** In place of a time: what light takes over the fibre between the two ends. */
export const DISTANCE = 'distance';

const LATENCY = 'How long a packet takes, one way: there and back it is twice as much.';

const impairment = {
  latency: quantity(
    (text) => (text === DISTANCE ? 0 : parseTime(text)),
    `${QUANTITY_EXAMPLES.time}, or ${DISTANCE}`,
  )
    .optional()
    .meta({
      description: `${LATENCY} \`distance\`: what light takes over fibre between the places of the ends.`,
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

/** An exchange is at no place. */
const portImpairment = {
  ...impairment,
  latency: quantity(
    parseTime,
    `${QUANTITY_EXAMPLES.time}: an exchange is at no place that a distance could be measured to`,
  )
    .optional()
    .meta({ description: LATENCY, defaultText: 'none', examples: ['5ms'] }),
};

function oneWay<Of extends typeof impairment | typeof portImpairment>(of: Of) {
  return mapping(of, 'a mapping such as { latency: 40ms, loss: 1% }').meta({
    description: 'What is different for packets from this end.',
  });
}

/** What is different in one direction, by the name of the end. */
const linkFrom = named(oneWay(impairment), 'a mapping of ends such as { fra: { latency: 40ms } }');
const portFrom = named(oneWay(portImpairment), 'a mapping of ends such as { ams-ix: { latency: 40ms } }');

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
  from: linkFrom.optional().meta({
    description: 'What is different in one direction: by the name of the end that packets come from.',
    defaultText: 'both ways alike',
    examples: [{ fra: { latency: '40ms' } }],
  }),
};

/** The same of a member's port at an exchange, which is between the member and the LAN. */
export const portImpairments = {
  ...portImpairment,
  mtu: impairments.mtu.meta({
    description: "The largest packet, in bytes, at the member's interface; larger ones for it get lost.",
    defaultText: `\`${MTU.usual}\``,
    examples: [1400],
  }),
  from: portFrom.optional().meta({
    description:
      'What is different in one direction: by the name of the end that packets come from, the member or the exchange.',
    defaultText: 'both ways alike',
    examples: [{ 'ams-ix': { latency: '40ms' } }],
  }),
};

type OneWay = ReturnType<typeof oneWay<typeof impairment>>;
export type ImpairmentForm = z.infer<OneWay>;
export type ImpairmentsForm = z.infer<z.ZodObject<typeof impairments>>;
