import type { Draft, DraftSite } from './draft.ts';
import { ROLE_SERVERS } from './service-roles.ts';
import type { ServiceRole, SiteServer } from './topology.ts';

/**
 * The servers of a site, in the order of their names: those that it lists, which answer at the addresses of all services with zones of
 * their own, and one more for each role that other services of it have.
 */
export function resolveServers(
  { text: site, servers, services, serverLimits }: DraftSite,
  draft: Draft,
): readonly SiteServer[] {
  const roles = new Map(draft.services.map(({ text, role }) => [text, role]));
  const announced = services.map(({ text }) => text);
  const withZones = announced.filter((name) => roles.get(name) === undefined);
  const listed = servers.map((kind, index) => ({
    name: `ns${index + 1}.${site}`,
    kind,
    services: withZones,
    ...serverLimits,
  }));
  const overTls = new Set(draft.services.filter(({ tls }) => tls).map(({ text }) => text));
  const special = (Object.keys(ROLE_SERVERS) as ServiceRole[]).map((role) => {
    const own = announced.filter((name) => roles.get(name) === role);
    return {
      name: `${ROLE_SERVERS[role].prefix}1.${site}`,
      kind: ROLE_SERVERS[role].kind,
      services: own,
      ...(own.some((name) => overTls.has(name)) ? { tls: true as const } : {}),
    };
  });
  return [...listed, ...special].filter((server) => server.services.length > 0);
}
