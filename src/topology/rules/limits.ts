import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { resolveServers } from '../site-servers.ts';

/** Containers of one lab, servers included: some 50 GB of memory, more than one machine should be asked for. */
const MAX_NODES = 1000;

/** Links of one lab: ten for each router of the largest. */
const MAX_LINKS = 5000;

const MAX_SERVICES = 64;

/** No lab is larger than an engine and its kernel can take. */
export function limits(draft: Draft): readonly Diagnostic[] {
  const servers = draft.sites.reduce((sum, site) => sum + resolveServers(site, draft).length, 0);
  const routeServers = draft.exchanges.filter(({ routeServer }) => routeServer).length;
  const balancers = draft.sites.filter(({ balancer }) => balancer !== undefined).length;
  const nodes =
    draft.sites.length +
    servers +
    balancers +
    draft.routers.length +
    draft.clients.length +
    routeServers +
    (draft.primary ? 1 : 0);
  const counts = [
    { what: 'nodes (servers included)', count: nodes, limit: MAX_NODES },
    { what: 'links', count: draft.links.length + draft.exchanges.length, limit: MAX_LINKS },
    { what: 'services', count: draft.services.length, limit: MAX_SERVICES },
  ];
  return counts.flatMap((args): readonly Diagnostic[] =>
    args.count > args.limit ? [{ code: 'too-many', args, location: draft.at }] : [],
  );
}
