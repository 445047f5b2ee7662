import * as z from 'zod';
import { NAME_PATTERN } from './names.ts';
import { expectations, scenarios } from './scenario-schema.ts';
import { mapping, named, text } from './schema-builders.ts';
import { bfd, health } from './schema-detection.ts';
import { exchange } from './schema-exchange.ts';
import { DISTANCE } from './schema-impairments.ts';
import { client, link, router, service, site } from './schema-parts.ts';
import { labPolicy } from './schema-policy.ts';
import { primary } from './schema-primary.ts';
import { timers } from './schema-session.ts';
import { DEFAULT_TIMER_PROFILE } from './timers.ts';
import { BESTPATHS, ECMP_HASHES } from './topology.ts';

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
    health: health.nullish().meta({ ...health.meta(), defaultText: '`{ interval: 1, fall: 2, rise: 2 }`' }),
    bfd: bfd.nullish().meta({ ...bfd.meta(), defaultText: '`false`' }),
    'graceful-restart': z
      .boolean({ error: 'true or false' })
      .nullish()
      .meta({
        description:
          'Whether routers keep the routes of a neighbour whose bgpd restarts (RFC 4724): nothing is lost if it comes back, and much if it does not.',
        defaultText: '`false`',
        examples: [true],
      }),
    bestpath: z
      .enum(BESTPATHS, { error: `one of ${BESTPATHS.join(', ')}` })
      .nullish()
      .meta({
        description:
          'The last tie-break between equal paths: the lower router id, the same every time, or the path that came first. With `as-path multipath-relax` routers spread packets over all paths of one length, flow by flow.',
        defaultText: '`router-id`',
        examples: ['oldest'],
      }),
    'ecmp-hash': z
      .enum(ECMP_HASHES, { error: `one of ${ECMP_HASHES.join(', ')}` })
      .nullish()
      .meta({
        description:
          'What routers make a flow of where they share packets among equal paths, or among the servers of a site: addresses and ports (`l4`), so that each query may go another way, or addresses alone (`l3`), so that all queries of a client to an address go one way.',
        defaultText: '`l4`',
        examples: ['l3'],
      }),
    policy: labPolicy.nullish().meta({ ...labPolicy.meta() }),
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
    primary: primary
      .nullish()
      .meta({ ...primary.meta(), defaultText: 'none: every server has its zones from files' }),
    links: z
      .array(link, { error: 'a list of links such as - fra -> eu-transit' })
      .nullish()
      .meta({
        description:
          'Links between sites and routers. Between networks each has one BGP session per IP version; within a network (`a == b`) OSPF runs, and iBGP between loopbacks.',
        defaultText: 'none',
        examples: [['fra -> eu-transit', 'eu-transit -- us-transit', 'us-east == us-west']],
      }),
    exchanges: named(exchange, 'a mapping of exchanges such as de-cix: [fra, eu-isp]')
      .nullish()
      .meta({
        description:
          'Internet exchanges: LANs on which all members are peers of each other, by sessions between every two of them or by a route server.',
        defaultText: 'none',
        examples: [{ 'de-cix': { members: ['fra', 'eu-isp', 'us-isp'], 'route-server': true } }],
      }),
    'internet-dns': z
      .boolean({ error: 'true or false' })
      .nullish()
      .meta({
        description:
          'Whether the lab has a root and top-level domains of its own, services `root` and `tld` with a server each at the sites (`root1.SITE`, `tld1.SITE`), from which resolvers find the zones of the others. Services of these names say where they are announced from.',
        defaultText: '`false`: resolvers know the zones by themselves',
        examples: [true],
      }),
    'query-log': z
      .boolean({ error: 'true or false' })
      .nullish()
      .meta({
        description:
          'Whether DNS servers and balancers tell of each query (dnstap), for `logs --queries` and `trace-query`. They give what they tell to whoever follows, and keep none of it.',
        defaultText: '`false`',
        examples: [true],
      }),
    latency: z
      .enum([DISTANCE], { error: `${DISTANCE}; a link by itself may have a time such as 20ms` })
      .nullish()
      .meta({
        description:
          '`distance`: every link that does not say otherwise takes what light takes over fibre between the places of its ends (`at`).',
        defaultText: 'none',
        examples: [DISTANCE],
      }),
    expect: expectations.nullish().meta({
      description: 'What must hold, for tests that run the lab.',
      defaultText: 'no expectation',
      examples: [{ catchment: { berlin: 'fra' } }],
    }),
    scenarios,
  },
  'a mapping with sites, routers, clients and links',
);

export type TopologyFile = z.infer<typeof topologySchema>;
