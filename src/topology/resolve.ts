import { addressText, contains, type Prefix, parseAddress, parsePrefix } from './cidr.ts';
import type {
  Draft,
  DraftEndPolicy,
  DraftExchange,
  DraftLink,
  DraftService,
  DraftSite,
  DraftZone,
} from './draft.ts';
import { zoneKey, zonesOfDraft } from './draft-zones.ts';
import { topLevelDomain } from './internet-dns.ts';
import { exchangeNeighbors, policyTowards, sessionBetween } from './member-sessions.ts';
import { resolveCatchment } from './resolve-catchment.ts';
import { resolveImpairments } from './resolve-impairments.ts';
import { resolveServers } from './site-servers.ts';
import type {
  Announcement,
  EndPolicy,
  Exchange,
  InternalLink,
  Link,
  LinkImpairments,
  Service,
  ServicePrefix,
  ServiceRole,
  ServiceZone,
  SessionSettings,
  Site,
  Topology,
} from './topology.ts';

/** The topology of a draft in which the rules found no mistake. */
export function resolve(draft: Draft): Topology {
  return {
    name: draft.name.text,
    ...(draft.description === undefined ? {} : { description: draft.description }),
    timers: draft.timers.timers,
    gracefulRestart: draft.gracefulRestart,
    bestpath: draft.bestpath,
    ...(draft.ecmpHash === 'l4' ? {} : { ecmpHash: draft.ecmpHash }),
    ...(draft.queryLog ? { queryLog: true } : {}),
    services: draft.services.map((service) => resolveService(service, draft)),
    sites: draft.sites.map((site) => ({
      name: site.text,
      ...(site.asn === undefined ? {} : { asn: site.asn.asn }),
      services: site.services.map(({ text }) => text),
      servers: resolveServers(site, draft),
      ...resolveBalancer(site),
      health: site.health,
      announce: resolveAnnouncement(site.announce),
      ...(site.frr === undefined ? {} : { frr: site.frr }),
    })),
    routers: draft.routers.map((router) => ({
      name: router.text,
      ...(router.asn === undefined ? {} : { asn: router.asn.asn }),
      ...(router.reflector ? { reflector: true } : {}),
      ...(router.bestpath === undefined ? {} : { bestpath: router.bestpath }),
      ...(router.frr === undefined ? {} : { frr: router.frr }),
    })),
    clients: draft.clients.map(({ text: name, router, resolver, impairments }) => ({
      ...{ name, router: router.text },
      ...(resolver === undefined ? {} : { resolver }),
      ...impaired(resolveImpairments(draft, impairments, [name, router.text])),
    })),
    ...(draft.primary === undefined
      ? {}
      : { primary: { router: draft.primary.router.text, kind: draft.primary.kind } }),
    links: draft.links.flatMap((link) => resolveLink(draft, link)),
    ...internalLinks(draft),
    ...(draft.exchanges.length === 0
      ? {}
      : { exchanges: draft.exchanges.map((each) => resolveExchange(draft, each)) }),
    ...(draft.catchment.length === 0 ? {} : { expect: { catchment: resolveCatchment(draft.catchment) } }),
  };
}

/** The name of a link: its own, or both ends'. */
export function linkName(link: DraftLink): string {
  return link.name?.text ?? `${link.from.text}--${link.to.text}`;
}

/** Nothing for an internal link. */
function resolveLink(draft: Draft, link: DraftLink): readonly Link[] {
  const { relationship } = link;
  if (relationship === 'internal') return [];
  return [
    {
      name: linkName(link),
      from: link.from.text,
      to: link.to.text,
      relationship,
      ...agreed(draft, link),
      ...(link.family === undefined ? {} : { family: link.family }),
      ...(link.unnumbered === undefined ? {} : { unnumbered: link.unnumbered }),
      policy: policyOf(link.policy),
      ...impairmentsOf(draft, link),
    },
  ];
}

function resolveExchange(draft: Draft, exchange: DraftExchange): Exchange {
  const { text: name, members, routeServer } = exchange;
  const impairments = members.flatMap((member) => {
    const found = resolveImpairments(draft, member.impairments, [name, member.text]);
    return found === undefined ? [] : [[member.text, found] as const];
  });
  return {
    name,
    members: members.map(({ text }) => text),
    routeServer,
    sessions: exchangeNeighbors(exchange).map((ends) => ({
      ends,
      ...agreed(draft, sessionBetween(exchange, ends)),
      policy: policyOf(
        ends.flatMap((end, index) => {
          const does = policyTowards(exchange, end, ends[1 - index] ?? '');
          return does === undefined ? [] : [{ text: end, does }];
        }),
      ),
    })),
    ...(impairments.length === 0 ? {} : { impairments: Object.fromEntries(impairments) }),
  };
}

/** What the ends of a session have agreed on. */
function agreed(draft: Draft, session: DraftExchange['session']): Omit<SessionSettings, 'policy'> {
  const { timers, bfd, password, ttlSecurity } = session;
  return {
    timers: (timers ?? draft.timers).timers,
    bfd,
    ...(password === undefined ? {} : { password }),
    ...(ttlSecurity ? { ttlSecurity } : {}),
  };
}

function internalLinks(draft: Draft): { readonly internalLinks?: readonly InternalLink[] } {
  const links = draft.links
    .filter(({ relationship }) => relationship === 'internal')
    .map((link) => ({
      name: linkName(link),
      from: link.from.text,
      to: link.to.text,
      cost: link.cost,
      ...impairmentsOf(draft, link),
    }));
  return links.length === 0 ? {} : { internalLinks: links };
}

function impairmentsOf(draft: Draft, link: DraftLink): Pick<Link, 'impairments'> {
  return impaired(resolveImpairments(draft, link.impairments, [link.from.text, link.to.text]));
}

function impaired(impairments: LinkImpairments | undefined): Pick<Link, 'impairments'> {
  return impairments === undefined ? {} : { impairments };
}

function resolveBalancer({ balancer }: DraftSite): Pick<Site, 'balancer'> {
  if (balancer === undefined) return {};
  const { backends, ...rest } = balancer;
  return {
    balancer: backends === undefined ? rest : { ...rest, backends: backends.map(({ text }) => text) },
  };
}

function resolveAnnouncement({ keys: _, to, prefixes, ...changes }: DraftSite['announce']): Announcement {
  return {
    ...changes,
    ...(to === undefined ? {} : { to: to.map(({ text }) => text) }),
    ...(prefixes === undefined
      ? {}
      : { prefixes: prefixes.flatMap(({ text }) => parsePrefix(text)?.text ?? []) }),
  };
}

/** Without a prototype, as `resolveCatchment`. */
function policyOf(ends: readonly Pick<DraftEndPolicy, 'text' | 'does'>[]): SessionSettings['policy'] {
  const policy: Record<string, EndPolicy> = Object.create(null);
  for (const { text, does } of ends) policy[text] = does;
  return policy;
}

function resolveService(service: DraftService, draft: Draft): Service {
  const addresses = service.addresses.flatMap(({ text }) => parseAddress(text) ?? []);
  const prefixes = service.prefixes
    .flatMap(({ text }) => parsePrefix(text) ?? [])
    .sort((a, b) => a.family - b.family)
    .map((prefix): ServicePrefix => {
      const given = addresses.find((address) => contains(prefix, address));
      return { family: prefix.family, prefix: prefix.text, address: given?.text ?? defaultAddress(prefix) };
    });
  const { text: name, role } = service;
  if (role !== undefined) {
    const others = draft.services.filter((other) => other.role === undefined);
    const zones = others
      .flatMap(zonesOfDraft)
      .map((zone) => zoneKey(zone.text))
      .sort();
    return { name, prefixes, zone: zoneOfRole(role, zones), role };
  }
  return {
    name,
    prefixes,
    zone: zoneKey(service.zone.text),
    ...(service.zones.length === 0 ? {} : { zones: service.zones.map(resolveZone) }),
    ...(service.dnssec === undefined ? {} : { dnssec: service.dnssec }),
  };
}

/** What a service with a role is asked for: the root, the first top-level domain, or what a resolver can resolve. */
function zoneOfRole(role: ServiceRole, zones: readonly string[]): string {
  if (role === 'root') return '.';
  return (role === 'tld' ? zones.flatMap(topLevelDomain).sort() : zones)[0] ?? '';
}

function resolveZone({ text, file, records, delegations }: DraftZone): ServiceZone {
  return {
    name: zoneKey(text),
    ...(file === undefined ? {} : { written: { file: file.text, text: file.content ?? '' } }),
    ...(records === undefined ? {} : { records: records.count }),
    ...(delegations.length === 0
      ? {}
      : {
          delegations: delegations.map((each) => ({
            name: each.text.toLowerCase(),
            service: each.service.text,
          })),
        }),
  };
}

/** `.53` and `::53` of the prefix, after the port of DNS. */
function defaultAddress(prefix: Prefix): string {
  return addressText(prefix.family, prefix.first + (prefix.family === 4 ? 53n : 0x53n));
}
