import { readResolver } from './client-resolver.ts';
import type { Diagnostic, NodeKind } from './diagnostic.ts';
import type {
  DeclaredName,
  Draft,
  DraftAsn,
  DraftLink,
  DraftRouter,
  DraftService,
  DraftSite,
  Placed,
} from './draft.ts';
import { draftBalancer, hasBackends } from './draft-balancer.ts';
import { draftExchanges } from './draft-exchanges.ts';
import { draftImpairments, draftPlace } from './draft-impairments.ts';
import { draftPrimary } from './draft-primary.ts';
import { draftPolicy, draftSession, draftTimers } from './draft-sessions.ts';
import { type DraftSource, entriesOf, placedItems, placedKeys, placer, scalarAt } from './draft-source.ts';
import { draftZones } from './draft-zones.ts';
import { DEFAULT_HEALTH, readBfd, readHealth } from './failure-detection.ts';
import { splitFrrLines } from './frr-lines.ts';
import { withInternetDns } from './internet-dns.ts';
import { parseLinkText, suggestLinkText } from './link-text.ts';
import { readAnnouncement } from './read-policy.ts';
import { readServerLimits } from './read-server-limits.ts';
import { draftCatchment } from './scenario-draft.ts';
import type { TopologyFile } from './schema.ts';
import { readDnssec } from './schema-dnssec.ts';
import { DISTANCE } from './schema-impairments.ts';
import type { AnnouncementForm } from './schema-policy.ts';
import type { ServersForm } from './schema-servers.ts';
import { DEFAULT_TIMER_PROFILE } from './timers.ts';
import type { ServerKind, TieBreak } from './topology.ts';
import { nodeAt, type Path } from './yaml-tree.ts';

const DEFAULT_ZONE = 'anycast.test';

/** What a file without `services` announces: TEST-NET-1 (RFC 5737) and a documentation prefix (RFC 3849). */
const DEFAULT_SERVICE = { name: 'dns', prefixes: ['192.0.2.0/24', '2001:db8:53::/48'] } as const;

const DEFAULT_SERVER: ServerKind = 'nsd';

const SECTIONS = { sites: 'site', routers: 'router', clients: 'client' } as const;

/** OSPF's cost of an internal link, as FRR has it for interfaces of 10 Mbit/s and nothing said. */
const DEFAULT_COST = 10;

/** Fills in defaults and reads links. Only links that are none are reported; all else is for the rules. */
export function makeDraft(source: DraftSource): {
  readonly draft: Draft;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { file, tree, locate } = source;
  const { links, diagnostics } = draftLinks(source);
  const place = placer(source);
  const internetDns = file['internet-dns'] ? nodeAt(tree, ['internet-dns']) : undefined;
  const services = withInternetDns(draftServices(source), internetDns && locate(internetDns.offset));
  const declared = file.services
    ? entriesOf(source.root, ['services']).map(({ key }) => key)
    : [DEFAULT_SERVICE.name];
  const declaredServices = [...new Set([...declared, ...services.map(({ text }) => text)])];
  const at = locate(tree.offset);
  const draft: Draft = {
    at,
    name: typeof file.name === 'string' ? place(['name']) : { text: source.defaultName, at },
    ...(typeof file.description === 'string' ? { description: file.description } : {}),
    timers: draftTimers(source, ['timers'], file.timers ?? DEFAULT_TIMER_PROFILE),
    gracefulRestart: file['graceful-restart'] ?? false,
    bestpath: file.bestpath ?? 'router-id',
    ecmpHash: file['ecmp-hash'] ?? 'l4',
    queryLog: file['query-log'] ?? false,
    services,
    sites: keys(source, 'sites').map((site) => {
      const form = file.sites[site.text];
      const listed = form?.services?.map((_, index) => place(['sites', site.text, 'services', index]));
      return {
        ...site,
        ...draftAsn(source, ['sites', site.text, 'asn'], form?.asn),
        services: listed ?? declaredServices.map((text) => ({ text, at: site.at })),
        servers: readServers(form?.servers ?? (hasBackends(form?.balancer) ? [] : undefined)),
        serverLimits: readServerLimits(form?.servers),
        ...draftBalancer(source, ['sites', site.text, 'balancer'], form?.balancer),
        health: readHealth(form?.health ?? file.health ?? DEFAULT_HEALTH),
        announce: draftAnnouncement(source, ['sites', site.text, 'announce'], form?.announce ?? {}),
        ...draftPlace(source, ['sites', site.text, 'at'], form?.at),
        ...readFrr(form?.frr),
      };
    }),
    routers: keys(source, 'routers').map((router) => ({
      ...router,
      ...draftAsn(source, ['routers', router.text, 'asn'], file.routers?.[router.text]?.asn),
      ...draftPlace(source, ['routers', router.text, 'at'], file.routers?.[router.text]?.at),
      reflector: file.routers?.[router.text]?.['route-reflector'] ?? false,
      ...readBestpath(file.routers?.[router.text]?.bestpath),
      ...readFrr(file.routers?.[router.text]?.frr),
    })),
    clients: keys(source, 'clients').map((client) => {
      const path = ['clients', client.text];
      const form = file.clients?.[client.text];
      return {
        ...client,
        router: place(typeof form === 'string' ? path : [...path, 'router']),
        ...readResolver(typeof form === 'object' ? form.resolver : undefined),
        impairments: draftImpairments(source, path, typeof form === 'object' ? form : {}),
        ...draftPlace(source, [...path, 'at'], typeof form === 'object' ? form.at : undefined),
      };
    }),
    ...draftPrimary(source),
    links,
    byDistance: file.latency === DISTANCE,
    exchanges: draftExchanges(source),
    catchment: draftCatchment(nodeAt(tree, ['expect']), locate),
    declared: declaredNames(source),
    declaredServices,
  };
  return { draft, diagnostics };
}

function draftAnnouncement(source: DraftSource, path: Path, form: AnnouncementForm): DraftSite['announce'] {
  const { to, prefixes, ...changes } = readAnnouncement(form);
  return {
    ...changes,
    keys: placedKeys(source, path),
    ...(to === undefined ? {} : { to: placedItems(source, [...path, 'to']) }),
    ...(prefixes === undefined ? {} : { prefixes: placedItems(source, [...path, 'prefixes']) }),
  };
}

function keys(source: DraftSource, ...path: string[]): readonly Placed[] {
  return placedKeys(source, path);
}

function declaredNames({ root, locate }: DraftSource): readonly DeclaredName[] {
  return Object.entries(SECTIONS).flatMap(([section, kind]: [string, NodeKind]) =>
    entriesOf(root, [section]).map((entry) => ({ text: entry.key, at: locate(entry.keyOffset), kind })),
  );
}

function draftServices(source: DraftSource): readonly DraftService[] {
  const { file, tree, locate } = source;
  if (!file.services) {
    const at = locate(tree.offset);
    return [
      {
        text: DEFAULT_SERVICE.name,
        at,
        prefixes: DEFAULT_SERVICE.prefixes.map((text) => ({ text, at })),
        addresses: [],
        zone: { text: DEFAULT_ZONE, at },
        zones: [],
        ownZone: false,
      },
    ];
  }
  const place = placer(source);
  return keys(source, 'services').map((service) => {
    const form = file.services?.[service.text];
    const path = ['services', service.text];
    return {
      ...service,
      prefixes: (form?.prefixes ?? []).map((_, index) => place([...path, 'prefixes', index])),
      addresses: (form?.addresses ?? []).map((_, index) => place([...path, 'addresses', index])),
      ...readDnssec(form?.dnssec),
      ...draftZones(source, path, form ?? {}, { text: DEFAULT_ZONE, at: service.at }),
      ownZone: form?.zone !== undefined || form?.zones !== undefined,
      ...(form?.role === undefined ? {} : { role: form.role }),
      ...(form?.tls ? { tls: true } : {}),
    };
  });
}

function draftAsn(
  { tree, locate }: DraftSource,
  path: Path,
  asn: number | undefined,
): { readonly asn?: DraftAsn } {
  return asn === undefined ? {} : { asn: { asn, at: locate(nodeAt(tree, path)?.offset ?? 0) } };
}

function readServers(form: ServersForm = {}): readonly ServerKind[] {
  if (Array.isArray(form)) return form;
  if (typeof form === 'number') return Array<ServerKind>(form).fill(DEFAULT_SERVER);
  if (typeof form === 'string') return [form];
  return Array<ServerKind>(form.count ?? 1).fill(form.kind ?? DEFAULT_SERVER);
}

function readBestpath(bestpath: TieBreak | undefined): Pick<DraftRouter, 'bestpath'> {
  return bestpath === undefined ? {} : { bestpath };
}

function readFrr(text: string | undefined): Pick<DraftSite, 'frr'> {
  const lines = splitFrrLines(text ?? '');
  return lines.length === 0 ? {} : { frr: lines };
}

type LinkForm = Exclude<NonNullable<TopologyFile['links']>[number], string>;

function draftLinks(source: DraftSource) {
  const { file, tree, locate } = source;
  const links: DraftLink[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, form] of (file.links ?? []).entries()) {
    const path = ['links', index];
    const node = scalarAt(tree, typeof form === 'string' ? path : [...path, 'link']);
    const ends = parseLinkText(node.text);
    const at = locate(node.offset);
    if (ends === undefined) {
      const suggestion = suggestLinkText(node.text);
      const args = { text: node.text, ...(suggestion === undefined ? {} : { suggestion }) };
      diagnostics.push({ code: 'bad-link', args, location: at });
      continue;
    }
    const end = ({ name, index: shift }: { name: string; index: number }): Placed => ({
      text: name,
      at: node.textOffset === undefined ? at : locate(node.textOffset + shift),
    });
    const said: Partial<LinkForm> = typeof form === 'string' ? {} : form;
    const { name, cost, family, sessions, policy } = said;
    links.push({
      at,
      from: end(ends.from),
      to: end(ends.to),
      relationship: ends.relationship,
      cost: cost ?? DEFAULT_COST,
      keys: placedKeys(source, path),
      ...(name === undefined ? {} : { name: placer(source)([...path, 'name']) }),
      bfd: readBfd(file.bfd ?? false),
      ...draftSession(source, path, said),
      ...(family === undefined ? {} : { family }),
      ...(sessions === 'unnumbered' ? { unnumbered: true } : {}),
      policy: draftPolicy(source, [...path, 'policy'], policy, [end(ends.from), end(ends.to)]),
      impairments: draftImpairments(source, path, said),
    });
  }
  return { links, diagnostics };
}
