/** The names that expectations and scenarios may refer to. */
import { parsePrefix } from '../cidr.ts';
import type { Draft } from '../draft.ts';
import { exchangePortsOf } from '../exchange-ports.ts';
import { linkName } from '../resolve.ts';
import { resolveServers } from '../site-servers.ts';
import type { Topology } from '../topology.ts';
import type { KnownService } from './expected-names.ts';
import type { KnownNames } from './scenarios.ts';

/** Those in a draft, also of nodes and services whose description is wrong. */
export function knownNames(draft: Draft): KnownNames {
  const declared = (kind: string): readonly string[] =>
    draft.declared.filter((node) => node.kind === kind).map(({ text }) => text);
  return {
    clients: declared('client'),
    sites: declared('site'),
    servers: draft.sites.flatMap((site) => resolveServers(site, draft)).map(({ name }) => name),
    links: [
      ...draft.links.map((link) => ({ name: linkName(link), ends: [link.from.text, link.to.text] as const })),
      ...exchangePortsOf(
        draft.exchanges.map(({ text, members, routeServer }) => ({
          ...{ name: text, routeServer },
          members: members.map((member) => member.text),
        })),
      ),
    ],
    resolving: draft.clients.flatMap(({ text, resolver }) => (resolver === undefined ? [] : [text])),
    signed: draft.services.some(({ dnssec }) => dnssec !== undefined),
    services: draft.declaredServices.map((name) => ({ name, ...whatIsKnown(draft, name) })),
  };
}

function whatIsKnown(draft: Draft, name: string): Omit<KnownService, 'name'> {
  const sites = draft.sites
    .filter(({ services }) => services.some(({ text }) => text === name))
    .map(({ text }) => text);
  const prefixes = draft.services.find(({ text }) => text === name)?.prefixes;
  const parsed = prefixes?.map(({ text }) => parsePrefix(text));
  if (parsed === undefined || parsed.includes(undefined)) return { sites };
  return { sites, families: parsed.flatMap((prefix) => prefix?.family ?? []) };
}

/** Those in a topology. */
export function namesIn({
  clients,
  sites,
  links,
  internalLinks = [],
  exchanges = [],
  services,
}: Topology): KnownNames {
  const name = (each: { readonly name: string }): string => each.name;
  return {
    clients: clients.map(name),
    sites: sites.map(name),
    servers: sites.flatMap((site) => site.servers.map(name)),
    links: [
      ...[...links, ...internalLinks].map((link) => ({
        name: link.name,
        ends: [link.from, link.to] as const,
      })),
      ...exchangePortsOf(exchanges),
    ],
    resolving: clients.filter(({ resolver }) => resolver !== undefined).map(name),
    signed: services.some(({ dnssec }) => dnssec !== undefined),
    services: services.map((service) => ({
      name: service.name,
      sites: sites.filter((site) => site.services.includes(service.name)).map(name),
      families: service.prefixes.map(({ family }) => family),
    })),
  };
}
