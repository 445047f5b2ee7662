import type { Diagnostic, DiagnosticArgs, DiagnosticCode } from './diagnostic.ts';
import { nearest } from './names.ts';
import type { Location } from './source-position.ts';

/** Longest text from a file that a message repeats. */
const MAX_SHOWN = 60;

/** `file:line:column: what is wrong; what to write instead`, on one line and safe for a terminal. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return `${formatLocation(diagnostic.location)}: ${describeDiagnostic(diagnostic)}`;
}

/** The same without the place. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  const describe = MESSAGES[diagnostic.code] as (args: Diagnostic['args']) => string;
  return describe(diagnostic.args);
}

function formatLocation({ file, line, column }: Location): string {
  return [harmless(file), line, column].filter((part) => part !== undefined).join(':');
}

/** Text with everything escaped that could move a cursor, hide characters or break a line. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });
}

function shown(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return `"${harmless(cut)}"`;
}

function list(names: readonly string[], separator = ', '): string {
  const some = names.slice(0, 8).map((name) => harmless(name.slice(0, MAX_SHOWN)));
  return names.length > some.length ? `${some.join(separator)} ...` : some.join(separator);
}

/** The name that was probably meant, or all there are. */
function oneOf(text: string, names: readonly string[], all: string): string {
  const close = nearest(text, names);
  return close === undefined ? `one of ${all}` : shown(close);
}

/** `sites (3:1)`. */
function placedKey(key: string, { line, column }: Location): string {
  return `${key} (${line}:${column})`;
}

function milliseconds(microseconds: number): string {
  return `${microseconds / 1000}ms`;
}

function cityOr(city: string | undefined): string {
  return city === undefined ? '' : `${shown(city)}, or `;
}

const IPV = { 4: 'IPv4', 6: 'IPv6' } as const;

const MESSAGES: { readonly [Code in DiagnosticCode]: (args: DiagnosticArgs[Code]) => string } = {
  'file-missing': ({ name = '', bundled = [] }) =>
    bundled.length === 0
      ? 'there is no such file; give the path of a topology file'
      : `there is no such file; give the path of a topology file, or ${oneOf(name, bundled, list(bundled))}`,
  'file-directory': () => 'this is a directory; give the path of a topology file in it',
  'file-special': () =>
    'this is a pipe or a device; give the path of a regular file, or - to read the topology from stdin',
  'file-unreadable': ({ reason }) => `the file cannot be read: ${harmless(reason)}; give a file that can`,
  'file-size': ({ limit }) =>
    `the file is larger than ${limit / 1024 / 1024} MiB; no topology needs that much, give another file`,
  'file-binary': () => 'the file is not text in UTF-8; give a YAML file',
  'file-empty': () => 'the file holds no topology; begin with sites, the one key that it must have',
  'yaml-syntax': ({ reason }) => `YAML syntax: ${syntaxReason(reason)}`,
  'yaml-nesting': ({ limit }) => `more than ${limit} levels of nesting; a topology needs five`,
  'yaml-size': ({ limit }) =>
    `more than ${limit} values once aliases are written out; use fewer aliases (*name) or a smaller topology`,
  'yaml-documents': () =>
    'a second YAML document; put one topology in a file, without a --- line between its parts',
  'yaml-alias': ({ name }) =>
    `*${harmless(name.slice(0, MAX_SHOWN))} refers to no value before it; write the value out`,
  'yaml-tag': ({ tag }) => `the tag ${shown(tag)} has no meaning here; leave it out`,
  'yaml-key': () => 'a list or a mapping cannot be a key; write a name',
  'reserved-key': ({ key }) => `${shown(key)} cannot be a key; write another name`,
  'duplicate-key': ({ key, line }) => `${shown(key)} is there already, on line ${line}; keep one of the two`,
  'unknown-key': ({ key, allowed }) =>
    `unknown key ${shown(key)}; write ${oneOf(key, allowed, allowed.join(', '))}`,
  'missing-key': ({ key, expected }) => `${shown(key)} is missing; write ${expected}`,
  'wrong-value': ({ key, found, expected }) =>
    `${key === '' ? 'the file' : harmless(key)} is ${harmless(found)}; write ${expected}`,
  'bad-link': ({ text, suggestion }) =>
    `${shown(text)} is not a link; write ${suggestion === undefined ? '"customer -> provider", "peer -- peer" or "a == b"' : shown(suggestion)}`,
  'bad-name': ({ what, name, suggestion }) =>
    `${shown(name)} cannot be the name of a ${what}; write ${suggestion === undefined ? '' : `${shown(suggestion)}: `}1 to 32 lower-case letters, digits and hyphens, a letter first, no hyphen last`,
  'bad-link-name': ({ name }) =>
    `${shown(name)} cannot be the name of a link; write 1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last`,
  'duplicate-name': ({ name, kind, otherKind, line }) =>
    `the ${kind} ${shown(name)} has the name of the ${otherKind} on line ${line}; give one of them another name`,
  'unknown-name': ({ what, name, known }) =>
    `there is no ${what} ${shown(name)}; write ${known.length === 0 ? 'one and declare it' : oneOf(name, known, list(known))}`,
  'client-on-link': ({ client }) =>
    `${shown(client)} is a client, and links join sites and routers; write clients: { ${harmless(client)}: ROUTER } instead`,
  'client-attachment': ({ client, to, kind, routers }) =>
    `${shown(client)} is attached to the ${kind} ${shown(to)}; write the name of a router${routers.length === 0 ? '' : `: ${list(routers)}`}`,
  'too-many': ({ what, count, limit }) =>
    `${count} ${what}, more than the ${limit} a lab can have; write fewer`,
  'more-mistakes': () => 'and there are more; mend those above first',
  'bad-prefix': ({ text }) =>
    `${shown(text)} is not a prefix; write one such as 192.0.2.0/24 or 2001:db8:53::/48`,
  'prefix-host-bits': ({ text, network }) =>
    `${shown(text)} has bits set after its length; write "${network}"`,
  'prefix-too-long': ({ text, limit }) =>
    `${shown(text)} is too small to be heard on the Internet, where networks filter what is longer than /${limit}; write a /${limit} or shorter`,
  'prefix-reserved': ({ text, range, use }) =>
    `${shown(text)} overlaps ${range}, which ${use}; write another, such as 192.0.2.0/24 or 2001:db8:53::/48`,
  'prefix-family-twice': ({ service, family }) =>
    `the service ${shown(service)} has a second ${IPV[family]} prefix; write one of each family, or another service`,
  'prefix-overlap': ({ text, other, service }) =>
    `${shown(text)} overlaps ${other} of the service ${shown(service)}; give each service prefixes of its own`,
  'zone-twice': ({ zone }) => `${shown(zone)} is among these zones already; leave one out`,
  'zone-differs': ({ zone, service }) =>
    `${shown(zone)} is a zone of the service ${shown(service)} too, and holds something else there; write the same in both places, or give one another name`,
  'zone-file-and': ({ key }) =>
    `a zone that is read from a file is not generated; leave ${key} out, or leave file out`,
  'zone-file': ({ path, reason }) =>
    `the zone file ${shown(path)} cannot be had: ${harmless(reason)}; write a path relative to this file`,
  'not-its-zone': ({ service, zone }) =>
    `the service ${shown(service)} has no zone ${shown(zone)} that could be delegated to it; add it to the zones of ${harmless(service)}, or leave this out`,
  'name-of-primary': () =>
    '"primary" is the name of the primary in a topology that has one; write another name here',
  'dnssec-without-primary': ({ service }) =>
    `without a primary nobody signs the zones of ${shown(service)}; leave dnssec out, or write primary: { router: ROUTER }`,
  'stale-without-primary': () =>
    'without a primary there is nothing that a zone could be confirmed with; leave max-stale out, or write primary: { router: ROUTER }',
  'zone-content': ({ checker, reason }) =>
    `${checker} does not take it: ${harmless(reason)}; mend the zone file`,
  'prefix-unrelated': ({ text, site, prefixes }) =>
    `${shown(text)} has nothing to do with what ${shown(site)} serves; write a part of ${list(prefixes, ' or ')}, or what that is a part of`,
  'prefix-again': ({ text, site }) => `${shown(site)} announces ${shown(text)} already; leave it out here`,
  'announces-no-prefix': ({ site }) =>
    `${shown(site)} announces neither its services nor anything else, and is not among the backends of a balancer; write prefixes, or leave services: false out`,
  'bad-address': ({ text }) =>
    `${shown(text)} is not an IP address; write one such as 192.0.2.53 or 2001:db8:53::53`,
  'address-outside': ({ address, service, prefixes }) =>
    `${shown(address)} is in no prefix of the service ${shown(service)}; write an address in ${list(prefixes)}`,
  'address-family-twice': ({ service, family }) =>
    `the service ${shown(service)} has a second ${IPV[family]} address; write one in each prefix`,
  'role-dnssec': ({ service }) =>
    `${shown(service)} has no zone of its own that could be signed; leave dnssec out`,
  'tls-of-service': ({ service, role }) =>
    role === undefined
      ? `the servers of ${shown(service)} are those of its sites; leave tls out here, and write servers: { tls: true } for a site, or balancer: { tls: true } where it has one`
      : `what ${shown(service)} leads to resolvers ask for without TLS; leave tls out`,
  'balancer-before-limits': ({ site, key }) =>
    key === 'tls'
      ? `clients of ${shown(site)} speak to its balancer, and that asks the servers without TLS; write tls for the balancer instead: balancer: { tls: true }`
      : `to the servers of ${shown(site)} all clients are one, its balancer; write rate-limit for the balancer instead: balancer: { rate-limit: 200 }`,
  'balancer-before-role': ({ site, service }) =>
    `the balancer of ${shown(site)} would send queries for ${shown(service)} to servers that do not have it; leave balancer out, or list other services for ${harmless(site)}`,
  'backend-itself': ({ site }) =>
    `the servers of ${shown(site)} are back ends of its own balancer as they are; leave it out, and write servers: 1 where it is to have one`,
  'backend-twice': ({ place }) => `${shown(place)} is among these already; leave it out`,
  'backend-without-servers': ({ place, sites }) =>
    `${shown(place)} has no servers of its own, as its balancer asks those of others; ${sites.length === 0 ? `write servers: 1 for ${harmless(place)}` : `name a site that has some: ${list(sites)}`}`,
  'backend-lacks-service': ({ site, place, service }) =>
    `${shown(site)} announces ${shown(service)}, which the servers of ${shown(place)} do not have; add it to the services of ${harmless(place)}`,
  'backend-cut-off': ({ site, place }) =>
    `${shown(site)} and ${shown(place)} do not hear of each other's networks, so that no query of the balancer is answered; give each an asn of its own where they have the same, or add links that lead from one to the other`,
  'health-of-role': ({ site, service, keys }) =>
    `${keys.join(' and ')} in health ${keys.length === 1 ? 'is' : 'are'} for all servers of ${shown(site)}, and those of ${shown(service)} have no such zone; write a health without ${keys.length === 1 ? 'it' : 'them'} for ${harmless(site)}`,
  'health-name-long': ({ site, zone }) =>
    `the name in the health query of ${shown(site)} is longer than 253 characters with the zone ${shown(zone)}; write a shorter one`,
  'role-zone': ({ service, role }) =>
    role === 'resolver'
      ? `${shown(service)} is a resolver, which has no zone of its own; leave zone out`
      : `${shown(service)} has its zone from internet-dns; leave zone out`,
  'no-other-zone': ({ service, role }) =>
    `no service has a zone for ${shown(service)} to ${role === 'resolver' ? 'resolve' : 'lead to'}; add one such as dns: { prefixes: [192.0.2.0/24] }`,
  'resolver-cut-off': ({ site, service }) =>
    `the resolver at ${shown(site)} cannot reach ${shown(service)}, as the sites that have it are in the same AS, whose routes a router refuses from outside; give ${harmless(site)} an asn of its own`,
  'zone-not-delegated': ({ zone, above, below, service, site }) =>
    `resolvers that begin at the root cannot find ${shown(zone)}, as servers of ${shown(above)} at ${harmless(site)} do not have it, and refer to nobody; write { name: ${harmless(above)}, delegate: { ${harmless(below)}: ${harmless(service)} } } among the zones of the service with ${shown(above)}`,
  'zone-is-tld': ({ zone }) =>
    `${shown(zone)} is a top-level domain of internet-dns, as zones of other services are below it; write a zone below it too, such as a.${harmless(zone)}`,
  'bad-zone': ({ zone }) => `${shown(zone)} is not a domain name; write one such as anycast.test`,
  'no-site': () => 'there is no site, so nobody announces anything; write at least one under sites',
  'no-service': () =>
    'there is no service to announce; write at least one under services, or leave services out',
  'service-twice': ({ service }) => `the service ${shown(service)} is in this list already; leave one out`,
  'service-unannounced': ({ service }) =>
    `no site announces the service ${shown(service)}; add it to a site's services, or leave it out`,
  'site-announces-nothing': ({ site }) =>
    `the site ${shown(site)} announces no service; list one, or leave services out to announce them all`,
  'asn-reserved': ({ asn, why }) => `${asn} cannot be a network's ASN: ${why}; write another, such as 64500`,
  'asn-clash': ({ asn, node, other, otherKind, line }) =>
    `${shown(node)} has ASN ${asn}, which is that of the ${otherKind} ${shown(other)} on line ${line}; join the two by internal links (${harmless(node)} == ${harmless(other)}), or give each an ASN of its own (only sites may share one)`,
  'hold-too-short': ({ hold }) =>
    `a hold time of ${hold} s is not allowed (RFC 4271, section 4.2); write 0 or at least 3`,
  'keepalive-never': ({ hold }) =>
    `without keepalives every session ends after its hold time; write a keepalive of ${Math.floor(hold / 3)} s`,
  'keepalive-too-long': ({ keepalive, hold }) =>
    `with a keepalive of ${keepalive} s a hold time of ${hold} s runs out between two messages; write a keepalive of ${Math.floor(hold / 3)} s`,
  'link-to-itself': ({ node }) => `a link from ${shown(node)} to itself; write two different nodes`,
  'duplicate-link': ({ name, line }) =>
    `these two nodes have the link ${shown(name)} on line ${line} already; leave one out, or give them names: { link: a -> b, name: a-2 }`,
  'duplicate-link-name': ({ name, line }) =>
    `the link on line ${line} is named ${shown(name)} too; give one of them another name`,
  'link-same-asn': ({ from, to }) =>
    `${shown(from)} and ${shown(to)} have one ASN, so no eBGP session can run between them; give one of them an asn of its own, or join them within one network: ${harmless(from)} == ${harmless(to)}`,
  'jitter-too-large': ({ jitter, latency }) =>
    latency === 0
      ? 'jitter without a latency that it could change; write a latency too, or leave jitter out'
      : `a jitter of ${milliseconds(jitter)} is more than the latency of ${milliseconds(latency)}, and no packet arrives before it is sent; write ${milliseconds(latency)} or less`,
  'unknown-city': ({ name, known }) =>
    `there is no city ${shown(name)} in the table; write ${cityOr(nearest(name.toLowerCase(), known))}its latitude and longitude: [50.1, 8.7]`,
  'no-place': ({ node }) =>
    `nobody knows how far ${shown(node)} is, as it has no place; write at: frankfurt, say, or at: [50.1, 8.7] there, or a latency such as 20ms here`,
  'link-key': ({ key, internal, from, to }) =>
    internal
      ? `${key} means nothing on a link within a network, which has no BGP session of its own; leave it out, or write ${harmless(from)} -> ${harmless(to)} or ${harmless(from)} -- ${harmless(to)}`
      : `${key} means nothing on a link between networks, where no OSPF runs; leave it out, or write ${harmless(from)} == ${harmless(to)}`,
  'network-asns': ({ node, asn, other, otherAsn, line }) =>
    `${shown(node)} has ASN ${asn}, but internal links (==) join it to ${shown(other)}, which has ${otherAsn} on line ${line}; give both one asn, or make a link between them one between networks (a -> b or a -- b)`,
  'member-twice': ({ exchange, member }) =>
    `${shown(member)} is at the exchange ${shown(exchange)} already; leave it out`,
  'members-of-one-as': ({ exchange, member, neighbor }) =>
    `${shown(neighbor)} has the ASN of ${shown(member)}, so they have no session at the exchange ${shown(exchange)}; leave this out, or give them an asn each`,
  'session-key-twice': ({ key, member, neighbor, line }) =>
    `${harmless(key)} of the session of ${shown(neighbor)} with ${shown(member)} is on line ${line} already; leave one of the two out`,
  'exchange-one-as': ({ exchange }) =>
    `all members of the exchange ${shown(exchange)} have one ASN, so none takes another's routes; give them an asn each, or join them within one network (a == b)`,
  'announced-inside': ({ site, key }) =>
    `${key} means nothing for ${shown(site)}, which has links within its network only, where routes stay as they are; leave it out, or write it where its network meets others: policy: { ROUTER: { out: { ${key}: ... } } }`,
  'lone-reflector': ({ router }) =>
    `${shown(router)} has no internal link, so it can reflect routes to nobody; leave route-reflector out, or join it to others: ${harmless(router)} == ROUTER`,
  'provider-loop': ({ nodes }) =>
    `${list(nodes, ' -> ')} is a circle of customers and providers; make one of these links a peering (a -- b), or leave it out`,
  'no-link': ({ kind, node }) =>
    `the ${kind} ${shown(node)} has no link; add one such as ${harmless(node)} -> PROVIDER, or leave it out`,
  'client-unreachable': ({ client, router, services }) =>
    `${shown(client)} cannot reach ${services.length === 1 ? 'the service' : 'the services'} ${list(services)}: no route of it gets to ${harmless(router)}, as routes from peers and providers go to customers only, and some are kept where they are; make ${harmless(router)} a customer of a network that hears it, or expect it so: catchment: { ${harmless(client)}: none }`,
  'expected-site-silent': ({ client, site, service }) =>
    `${shown(client)} cannot be answered by ${shown(site)}, which ${service === undefined ? 'announces no service' : `does not announce ${shown(service)}`}; expect another site`,
  'expected-family': ({ family, services }) =>
    `${list(services, ' and ')} ${services.length === 1 ? 'has' : 'have'} no ${IPV[family]} prefix, so nobody is asked over it; leave this out, or give the service one`,
  'frr-line': ({ router, daemon, line, reason }) =>
    `FRR at ${harmless(router)} does not take ${shown(line)}: ${harmless(reason)}; write a line that ${daemon} takes`,
  'topology-missing': ({ name, bundled }) =>
    `there is no topology ${shown(name)}; write a path relative to this file, or one of ${list(bundled)}`,
  'topology-of-scenarios': ({ name }) =>
    `${shown(name)} has scenarios for another topology; write the path of a topology itself`,
  'two-kinds': ({ keys }) => {
    const [names, places] = [keys.map(({ key }) => key), keys.map(({ key, at }) => placedKey(key, at))];
    return `a file with topology has scenarios for the topology that it names, and one with ${list(places)} is a topology itself; leave topology out (the key for what a topology is called is name), or put ${list(names)} into the file that it names`;
  },
  'step-action': ({ both }) =>
    both
      ? 'a step with fault and restore; make two steps of it'
      : 'a step that does nothing; write fault and target, or restore',
  'restore-target': ({ target }) =>
    `restore names its target itself; write restore: ${harmless(target.slice(0, MAX_SHOWN))}, and leave target out`,
  'fault-option': ({ option, fault, kind }) =>
    `${option} means nothing to ${fault}; leave it out, or write fault: ${kind}`,
  'fault-on-link': ({ fault, link }) =>
    `${fault} is done to a site, and ${shown(link)} is a link; write the name of a site`,
  'fault-unsigned': () =>
    'no zone is signed, so there is no signature to spoil; write dnssec: true at a service, or choose another fault',
  'fault-in-force': ({ fault, target }) =>
    `${fault} is in force at ${shown(target)} already; restore it first, or leave this step out`,
  'restore-nothing': ({ target, broken }) =>
    `nothing was done ${target === '' ? 'before this' : `to ${shown(target)} before`}, so nothing can be restored; ${broken.length === 0 ? 'leave this step out' : `write ${list(broken, ' or ')}`}`,
  'users-without-resolver': ({ figure, clients }) =>
    `${figure} is about users behind clients' own resolvers, and ${clients.length === 0 ? 'no client' : `none of ${list(clients, ' and ')}`} has one; write resolver: unbound at a client, or leave ${figure} out`,
  'bad-bound': ({ figure, text, expected, suggestion }) =>
    `${shown(text)} is no bound for ${figure}; write ${suggestion === undefined ? expected : shown(suggestion)}`,
  'others-unknown': ({ link }) =>
    `nobody can say who the others are, as ${shown(link)} is no link of a site; name those that it does concern: clients: [berlin]`,
};

/** The parser's words where they are clear, ours where they are not. */
function syntaxReason(reason: string): string {
  const known = SYNTAX_REASONS.find(([pattern]) => pattern.test(reason));
  return known === undefined ? `${harmless(reason)}; mend this line or the one before it` : known[1];
}

const SYNTAX_REASONS: readonly (readonly [RegExp, string])[] = [
  [/tab character/, 'a tab in the indentation; write spaces'],
  [/non-printable|null byte/, 'a control character; leave it out'],
  [/unidentified alias/, 'an alias (*name) without its anchor (&name); write the value out'],
  [/within a flow collection/, 'a [ or { is not closed; write the ] or } that belongs to it'],
  [/line break is expected/, 'a text that begins with > or |; put quotes round it'],
  [/within a (single|double) quoted/, 'a quote is not closed; write the second one'],
];
