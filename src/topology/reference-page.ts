import { dump } from 'js-yaml';
import { CITY_NAMES } from './cities.ts';
import { annotatedSchema, type JsonSchema } from './json-schema.ts';
import { MAX_NAME_LENGTH } from './names.ts';
import { TIMER_PROFILES } from './timers.ts';

/** The text of docs/topology.md. `example` is a whole topology file, shown as it is. */
export function referencePage(example: string): string {
  const root = annotatedSchema();
  const part = (...keys: readonly string[]) => keys.reduce(step, root);
  return `<!-- Generated from the schema by \`npm run generate\`; change src/topology/schema.ts and what it imports instead. -->
# Topology files

A topology file says what a lab consists of: anycast services, the sites that announce them, the
networks between, and the clients that ask. Addresses, numbers and configurations follow from it.
\`anycast-lab validate FILE\` lists every mistake in one with its line and column.

\`schema.json\` describes the same for editors: with the YAML language server, start a file with
\`# yaml-language-server: $schema=PATH/schema.json\`.

## A whole example

\`\`\`yaml
${example.trimEnd()}
\`\`\`

## Names

Labs, services, sites, routers and clients have names of 1 to ${MAX_NAME_LENGTH} lower-case letters, digits and
hyphens, with a letter first and no hyphen last: container names, host names and zones are made of them.
Sites, routers and clients share one space of names. The servers of a site \`fra\` are \`ns1.fra\`, \`ns2.fra\`
and so on.

## Top level

${table(root)}
Keys that begin with \`x-\` are ignored: a place for anchors (\`x-site: &site { servers: 2 }\`, then \`fra: *site\`).

## Services

\`services: { NAME: ... }\`. Sites that list no services announce all of them.

${table(part('services', '*'))}
An item of \`zones\` is a name, or a mapping:

${table(part('services', '*', 'zones', '*'))}
\`dnssec\` as a mapping:

${table(part('services', '*', 'dnssec'))}
A service prefix may not be longer than /24 or /48, overlap another service's, or lie in 10.0.0.0/8 or
3fff::/20, where the lab takes the addresses of its routers and hosts from.

## Sites

\`sites: { NAME: ... }\`

${table(part('sites', '*'))}
A service may have one origin AS everywhere, which is what sites without an \`asn\` are given, or one in each region:

\`\`\`yaml
sites: # AS 64500 in Europe, AS 64501 in Asia
  fra: { asn: 64500 }
  lon: { asn: 64500 }
  sin: { asn: 64501 }
  tokyo: { asn: 64501 }
\`\`\`

Paths then end in the AS of their region, MED decides between the sites of one region alone, and each region hears the other's routes,
as sites with one ASN do not hear each other's. \`asn: 64500\` at all of them is the same AS everywhere.

\`servers\` as a mapping:

${table(part('sites', '*', 'servers'))}
\`balancer\` as a mapping:

${table(part('sites', '*', 'balancer'))}
Its \`cache\` as a mapping:

${table(part('sites', '*', 'balancer', 'cache'))}
\`health\` as a mapping, here or at the top level:

${table(part('health'))}
A server is healthy until the check says otherwise; the check begins to count with its first answer, or a minute after
the start without one. Its \`query\`:

${table(part('health', 'query'))}
Its \`expect\`:

${table(part('health', 'expect'))}
\`announce\`, what neighbours hear of the services; the site's own network is announced to all of them as it is:

${table(part('sites', '*', 'announce'))}
## Routers

\`routers: { NAME: ... }\`

${table(part('routers', '*'))}
\`frr\` is text for what has no key here, as FRR's own \`frr.conf\` has it. Each daemon reads the lines that are for it after all others, so they add to
the rest or change it:

\`\`\`yaml
routers:
  transit:
    frr: |
      router bgp
       bgp bestpath as-path ignore
      interface to-core
       ip ospf cost 20
      ip route 198.51.100.0/24 blackhole
\`\`\`

They can be for bgpd, ospfd, ospf6d, bfdd, zebra and staticd; ospfd, ospf6d and bfdd run where there are lines for them, or something else that needs them. Blocks
go by their first line, which stands at the margin and is written in full, and lines of an \`interface\` or a \`route-map\` each to whom they are for. Lists and
route-maps are bgpd's, and those of any other that has lines which could use them. A line that is nobody's goes where the one before it went, the first to bgpd.

\`up\` lets FRR read them before anything starts, and ends with the file, line and column of one that it does not take, and with the daemon: what is for
staticd and most of what is for zebra mgmtd reads for them. \`reload\` does not change them.

Routers have one ASN where links within a network (\`a == b\`) join them, and nowhere else; the same goes for a router and a site.

## Clients

\`clients: { NAME: ROUTER }\`, or a mapping:

${table(part('clients', '*'))}
\`resolver\` as a mapping:

${table(part('clients', '*', 'resolver'))}
It knows the zones of the services, and asks any of their addresses: those of all services of one zone. It is Unbound as it comes, apart from small
tables: it asks again after 50 ms at the least, goes on to another address, remembers who did not answer, and gives up with SERVFAIL. Which
address it asks first is left to chance among all that answer within 400 ms of the quickest, farther than any two places on Earth are
apart by fibre; with \`prefer-fastest\` it is mostly the quickest. Where it validates, NSEC records that it has do not answer for other names (RFC 8198 off).

## Primary

\`primary: { ... }\`

${table(part('primary'))}
## Links

A list. An item is the text \`customer -> provider\`, \`peer -- peer\` or, within one network, \`a == b\`; or a mapping:

${table(part('links', '*'))}
Relationships decide which routes a network prefers and passes on:

| Route from | Preference | Passed on to |
| --- | --- | --- |
| a customer | first | everyone |
| a peer | second | customers |
| a provider | last | customers |

So no network carries traffic that neither end of it pays for (valley-free routing). Each end has its role (RFC 9234): routes that
peers and customers are given carry Only To Customer, and a leak goes no further than to the next router with a role. \`validate\` says
which clients no route of a service can get to, and refuses circles of customers and providers.
\`policy: none\`, for the lab, a link or one end of it, leaves all of that out.

\`a == b\` joins two routers of one network, which have one ASN: that of any of them, or one of their own. OSPFv2 and OSPFv3 run on
such links, and iBGP between the routers' loopbacks; each router is the next hop of what it hears from other networks. So of two exits that
are equal in all else a router takes the one to which the way costs less. \`cost\` is for these links, and the keys about BGP sessions are for the others.

\`policy\` says what an end does besides, as a router's own route-map would: \`{ END: { in: ..., out: ... } }\`. What it takes
from the other end (\`in\`):

${table(part('links', '*', 'policy', '*', 'in'))}
An item of \`match\`:

${table(part('links', '*', 'policy', '*', 'in', 'match', '*'))}
Its \`set\`:

${table(part('links', '*', 'policy', '*', 'in', 'match', '*', 'set'))}
What it sends there (\`out\`) has the same keys but \`local-pref\` and \`weight\`, which never leave a router or its AS, and the two about
neighbours. First filters refuse prefixes (the networks of routers, in 10.0.0.0/8 and 3fff::/20, pass \`allow\` whatever it says, so that
answers find their way back), then communities are stripped, then the rest is done, and last what \`match\` says. The mark by
which a router knows a customer's route from a peer's is not touched. The neighbours that \`announce-to\` and
\`do-not-announce-to\` name are those of the whole network; the name of an exchange stands for all that are met there.

All keys of an end, those about the session itself among them:

${table(part('links', '*', 'policy', '*'))}
\`maximum-prefix\` as a mapping:

${table(part('links', '*', 'policy', '*', 'maximum-prefix'))}
\`latency\`, \`jitter\`, \`loss\`, \`rate\` and \`mtu\` make a link more than a cable. They hold for packets of each direction, so that a
\`latency\` of 20 ms makes a round trip of 40 ms; \`from: { END: ... }\` says otherwise for packets from one end, with the same keys but
\`mtu\`. A client has them beside its \`router\`, for the link to it: \`{ router: eu-transit, latency: 5ms }\`. Times have a unit
(\`us\`, \`ms\`, \`s\`), rates too (\`kbit\`, \`mbit\`, \`gbit\`, powers of ten), and losses a \`%\`.

\`latency: distance\`, for a link or at the top level for all that do not say otherwise, is what light takes over fibre (204 218 km/s)
between the places of the two ends, along a cable that is 1.5 times as long as the great circle. Places are \`at: CITY\` or
\`at: [LATITUDE, LONGITUDE]\` of sites, routers and clients; a client without one is where its router is, and a site's servers are where
the site is. Cities: ${CITY_NAMES.join(', ')}.

\`bfd\` as a mapping, here or at the top level:

${table(part('bfd'))}
## Exchanges

\`exchanges: { NAME: [MEMBER, ...] }\`, or a mapping:

${table(part('exchanges', '*'))}
Of \`members\` as a mapping:

${table(part('exchanges', '*', 'members', '*'))}
\`policy\` has the keys of an end of a link. An item of \`with\`:

${table(part('exchanges', '*', 'members', '*', 'with', '*'))}
What \`latency\`, \`jitter\`, \`loss\` and \`rate\` say is done at the member's port, to all that it sends to the LAN and to all that it gets
from there, whoever is the other: a round trip between two members takes the latencies of both, twice. \`from: { MEMBER: ... }\` is for what
it sends, \`from: { EXCHANGE: ... }\` for what it gets. The port is called \`EXCHANGE:MEMBER\`, as in
\`anycast-lab link ams-ix:eu-isp latency=80ms\`. An exchange is at no place, so none of this comes from distances.

All members are peers of each other, on one LAN. A route server is a node \`rs.NAME\`; it has an ASN of its own that is in no path, and packets
do not pass through it. A site's \`announce: { to: [NAME] }\` is for all that it meets there.

## Timers

By profile, in seconds:

| Profile | Keepalive | Hold | Connect retry | Advertisement interval |
| --- | --- | --- | --- | --- |
${Object.entries(TIMER_PROFILES).map(profileRow).join('')}
Or in full:

${table(part('timers'))}
## Expectations

\`expect: { ... }\`

${table(part('expect'))}
The name of a site is about every service that it announces, over IPv4 and IPv6. Where these differ, a client has a mapping instead,
by IP version or by service, or both:

\`\`\`yaml
expect:
  catchment:
    berlin: fra
    madrid: { v4: fra, v6: nyc }
    chicago: { eu-dns: fra, dns: nyc }
    boston: { eu-dns: { v4: fra, v6: none }, dns: nyc }
\`\`\`

## Scenarios

\`scenarios: { NAME: [STEP, ...] }\`, run by \`anycast-lab test\`, each from the lab as \`up\` left it:

\`\`\`yaml
scenarios:
  lose-frankfurt:
    - fault: withdraw
      target: fra
      expect:
        catchment: { berlin: sin, paris: sin }
        outage: < 500ms
        lost: <= 1%
        others: unaffected
    - restore: fra
      expect: { catchment: { berlin: fra, paris: fra }, outage: < 500ms }
\`\`\`

They may be in a file beside the topology too, which names it with \`topology: three-sites.yaml\` (relative to that file, or the
name of a bundled one) and has only \`expect\` and \`scenarios\`; they then take the place of the topology's own.

A step:

${table(part('scenarios', '*', '*'))}
Its \`expect\`:

${table(part('scenarios', '*', '*', 'expect'))}
A step ends when every client has been answered for a second without a loss: after a fault at a site that goes away, by another one; after a
fault at a link or one server, by the site that \`catchment\` says; or else after the hold time and half a minute.

A bound has to hold for every client that the site answered when it went away, over IPv4 and IPv6; after \`restore\`, for
every client that it answered before it went, or answers again. A link counts as the site at an end of it; where it is
between two routers, the bound has to hold for every client. \`clients\` says instead for which ones, and the others are then
who is neither among these nor answered by the site. A bound that finds no client fails. A target has one fault at a time.

| Bound | Holds for |
| --- | --- |
| \`< 500ms\`, \`<= 3s\`, \`"> 2s"\`, \`">= 2s"\` | times; in quotes, as YAML wants, where it begins with \`>\` |
| \`2s..3.5s\`, \`2s..\` | times from the first to the second, or from the first on, both ends included |
| \`<= 3\`, \`< 1%\`, \`10..200\` | numbers of queries, or shares of those that a client sent during the step |
| \`0\` | none at all |

Assert ranges: an outage that ends when a hold timer runs out lasts between hold - keepalive and hold, by when the last
message had come. An outage that has not ended holds no upper bound, and a client that never moved no bound on
\`failover\`.
`;
}

/** The schema of a key, or with `*` that of each item or value; where there are several, one that has keys itself. */
function step(schema: JsonSchema, key: string): JsonSchema {
  const inside = alternatives(schema).flatMap(({ items, additionalProperties, properties }) => {
    const inner = key === '*' ? items || additionalProperties : properties?.[key];
    return inner ? [inner] : [];
  });
  const found = inside.find((inner) => alternatives(inner).some(({ properties }) => properties)) ?? inside[0];
  if (!found) throw new Error(`The topology's schema has no ${key} here`);
  return found;
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}

/** The keys of a mapping; where it may be one of several, those of all. */
function table(schema: JsonSchema): string {
  const mappings = alternatives(schema).filter((each) => each.properties);
  const keys = Object.entries(
    Object.assign({}, ...mappings.map(({ properties }) => properties)),
  ) as readonly (readonly [string, JsonSchema])[];
  const rows = keys.map(([key, value]) => {
    const isRequired = mappings.every(({ required }) => required?.includes(key));
    const fallback = isRequired ? 'required' : (value.defaultText ?? 'none');
    const cells = [`\`${key}\``, value.description ?? '', typeText(value), fallback, example(value)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `| Key | Meaning | Type | Default | Example |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
}

function typeText(schema: JsonSchema): string {
  const texts = alternatives(schema).flatMap((each) => {
    if (each.enum !== undefined) return each.enum.map((value) => `\`${value}\``);
    if (each.type === 'integer') return [`whole number (${each.minimum} to ${each.maximum})`];
    if (each.type === 'number')
      return [each.minimum === undefined ? 'number' : `number (${each.minimum} to ${each.maximum})`];
    if (each.const !== undefined) return [`\`${each.const}\``];
    if (each.type === 'boolean') return ['`true`', '`false`'];
    if (each.type === 'array') return [`list of ${each.items ? plural(typeText(each.items)) : 'values'}`];
    if (each.type === 'object') return ['mapping'];
    return each.type === 'null' ? [] : ['text'];
  });
  return [...new Set(texts)].join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function plural(type: string): string {
  if (type === 'text' || type === 'number') return `${type}s`;
  return type.replace('text', 'texts').replace('mapping', 'mappings');
}

function example(schema: JsonSchema): string {
  const [value] = schema.examples ?? [];
  if (value === undefined) return '';
  return `\`${dump(value, { flowLevel: 0, flowBracketPadding: true, lineWidth: -1 }).trim()}\``;
}

function profileRow([name, timers]: readonly [string, (typeof TIMER_PROFILES)['fast']]): string {
  const { keepalive, hold, connectRetry, advertisementInterval } = timers;
  return `| \`${name}\` | ${keepalive} | ${hold} | ${connectRetry} | ${advertisementInterval} |\n`;
}
