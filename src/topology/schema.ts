import * as z from 'zod';
import { NAME_PATTERN } from './names.ts';
import { mapping, named, text } from './schema-builders.ts';
import { client, link, router, service, site, timers } from './schema-parts.ts';
import { DEFAULT_TIMER_PROFILE } from './timers.ts';

const expectations = mapping(
  {
    catchment: named(text('the name of a site'), 'a mapping of clients to sites such as { berlin: fra }')
      .nullish()
      .meta({
        description: 'Which site answers which client.',
        defaultText: 'no expectation',
        examples: [{ berlin: 'fra' }],
      }),
  },
  'a mapping such as { catchment: { berlin: fra } }',
);

/**
 * The shape of a topology file. The same schema checks files, gives editors schema.json and fills
 * docs/topology.md, so every key has a description here and nowhere else.
 */
export const topologySchema = mapping(
  {
    name: text('a name such as three-sites')
      .nullish()
      .meta({
        description: 'Name of the topology, and of labs that run it unless `--name` gives another.',
        defaultText: "the file's name without `.yaml`",
        pattern: NAME_PATTERN,
        examples: ['three-sites'],
      }),
    description: text('a sentence')
      .nullish()
      .meta({
        description: 'What the topology shows.',
        defaultText: 'none',
        examples: ['One site per continent'],
      }),
    timers: timers.nullish().meta({ ...timers.meta(), defaultText: `\`${DEFAULT_TIMER_PROFILE}\`` }),
    services: named(service, 'a mapping of services such as dns: { prefixes: [192.0.2.0/24] }')
      .nullish()
      .meta({
        description: 'The anycast services.',
        defaultText: '`dns`, with 192.0.2.0/24 and 2001:db8:53::/48',
        examples: [{ dns: { prefixes: ['192.0.2.0/24', '2001:db8:53::/48'] } }],
      }),
    sites: named(site, 'a mapping of sites, such as fra: with nothing after the colon').meta({
      description:
        'The anycast sites: each is an edge router that announces service prefixes, and its DNS servers.',
      examples: [{ fra: null, nyc: { servers: 2 } }],
    }),
    routers: named(router, 'a mapping of routers, such as eu-transit: with nothing after the colon')
      .nullish()
      .meta({
        description: 'The networks between sites and clients.',
        defaultText: 'none',
        examples: [{ 'eu-transit': null, 'us-transit': { asn: 64510 } }],
      }),
    clients: named(client, 'a mapping of clients to routers such as berlin: eu-transit')
      .nullish()
      .meta({
        description: 'The hosts that send queries, each on a link to its router.',
        defaultText: 'none',
        examples: [{ berlin: 'eu-transit' }],
      }),
    links: z
      .array(link, { error: 'a list of links such as - fra -> eu-transit' })
      .nullish()
      .meta({
        description: 'BGP links between sites and routers, each with one session per IP version.',
        defaultText: 'none',
        examples: [['fra -> eu-transit', 'eu-transit -- us-transit']],
      }),
    expect: expectations.nullish().meta({
      description: 'What must hold, for tests that run the lab.',
      defaultText: 'no expectation',
      examples: [{ catchment: { berlin: 'fra' } }],
    }),
  },
  'a mapping with sites, routers, clients and links',
);

export type TopologyFile = z.infer<typeof topologySchema>;
export type TimersForm = z.infer<typeof timers>;
