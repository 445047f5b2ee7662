/** What routers know of prefixes, and where their kernels send packets: asked of the fabric's agent, which is there at once. */
import type { NodeProcess, OriginatedPrefix } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { type BgpPath, readPaths } from '../explain/bgp-path.ts';
import { adjacencyOf, sharedInterfaces } from '../measure/forwarding.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';

/** What a router knows of a prefix. */
export interface RouterView {
  /** In the order of bgpd; none where it does not know the prefix. */
  readonly paths: readonly BgpPath[];
  /** The neighbours that its kernel forwards to; `servers`: the site's own. None: it has no route, or keeps the packets. */
  readonly forwardsTo: readonly string[];
}

/** By prefix. */
export type PrefixViews = ReadonlyMap<string, RouterView>;

/** What one router answered, or why it did not. */
export type RouterAnswer =
  | { readonly node: string; readonly views: PrefixViews }
  | { readonly node: string; readonly error: string };

/** Asks routers that run for some prefixes, or for all that they know. */
export type AskRouters = (
  routers: readonly NodeProcess[],
  prefixes: readonly OriginatedPrefix[] | 'all',
) => Promise<readonly RouterAnswer[]>;

/** Whom to ask: the neighbours' names are looked up once for all questions. */
export function routersOf({ plan }: Pick<Lab, 'plan'>, agent: FabricAgent): AskRouters {
  const shared = sharedInterfaces(plan);
  const adjacency = adjacencyOf(plan);
  return async (routers, prefixes) => {
    const answers = await agent.ask('paths', {
      routers: routers.map((node) => ({ ...node, shared: shared.get(node.name) ?? [] })),
      prefixes,
    });
    return answers.map((answer) => {
      if ('error' in answer) return answer;
      const { node, paths, interfaces } = answer;
      const neighbors = adjacency.get(node);
      const nameOf = (name: string): string => {
        const neighbor = neighbors?.get(name);
        if (neighbor?.kind === 'router') return neighbor.node;
        return neighbor?.kind === 'servers' ? 'servers' : name;
      };
      const views = Object.entries(paths).map(([prefix, told]): [string, RouterView] => [
        prefix,
        { paths: readPaths(told), forwardsTo: [...new Set((interfaces[prefix] ?? []).map(nameOf))] },
      ]);
      return { node, views: new Map(views) };
    });
  };
}

/**
 * The views of a router that has to answer.
 * @throws LabError `not-ready` where it does not
 */
export function requireViews(lab: Pick<Lab, 'name'>, [answer]: readonly RouterAnswer[]): PrefixViews {
  if (answer === undefined) throw new Error('no router was asked');
  if ('views' in answer) return answer.views;
  throw new LabError(
    'not-ready',
    `${answer.node}: ${answer.error}`,
    `See: anycast-lab logs ${answer.node} --lab ${lab.name}`,
  );
}
