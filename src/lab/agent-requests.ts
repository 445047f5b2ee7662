/** What the fabric's agent is asked while a lab comes up, made from the plan. */
import type {
  AwaitBalancer,
  AwaitClient,
  AwaitRouter,
  NodeProcess,
  WireNode,
} from '../engine/agent-messages.ts';
import { prefixesOf } from '../plan/announced.ts';
import { isUnserved } from '../plan/expected-answers.ts';
import type { ClientPlan, LabPlan, NodePlan, RouterPlan } from '../plan/lab-plan.ts';
import { checksItself, heldBack, isClient, isRouter } from '../plan/roles.ts';
import { RESOLVER_ADDRESS } from '../plan/users.ts';
import { renderNodeFiles } from '../render/node-files.ts';
import { ipBatch, wirePorts } from '../render/wiring.ts';
import { originatedPrefixes } from './originated.ts';

/** A node of the plan and its container's first process. */
export interface StartedNode {
  readonly plan: NodePlan;
  readonly pid: number;
}

/** Wires the given nodes to their links' bridges, which are made where they are missing. */
export function wireRequest(
  plan: LabPlan,
  nodes: readonly StartedNode[],
): { readonly bridges: readonly string[]; readonly nodes: readonly WireNode[] } {
  const ports = wirePorts(plan);
  const wired = nodes.map(({ plan: node, pid }) => ({
    name: node.name,
    pid,
    ports: ports.get(node.name) ?? [],
    commands: ipBatch(node),
    files: renderNodeFiles(plan, node),
    gateways: isRouter(node) ? [] : node.routes.flatMap(({ via }) => via),
  }));
  return {
    bridges: [...new Set(wired.flatMap((node) => node.ports.map((port) => port.bridge)))],
    nodes: wired,
  };
}

/** For how long no router may have changed a best path, in seconds, apart from what its sessions hold back. */
const QUIET = 0.2;

/**
 * Waits for what makes a lab ready, at the nodes given. Routes to the services are asked for where they must be: at the
 * routers of clients that are to be answered, and at each site to what it announces. Others may have none: a network that has only peers, or a
 * site beside a service that it does not announce. Servers are waited for where a router or a balancer checks them.
 */
export function awaitRequest(
  plan: LabPlan,
  nodes: readonly NodeProcess[],
): {
  readonly routers: readonly AwaitRouter[];
  readonly clients: readonly AwaitClient[];
  readonly checking: readonly NodeProcess[];
  readonly balancers: readonly AwaitBalancer[];
  readonly quiet: number;
} {
  const pids = new Map(nodes.map((node) => [node.name, node.pid]));
  const processOf = ({ name }: NodePlan): readonly NodeProcess[] => {
    const pid = pids.get(name);
    return pid === undefined ? [] : [{ name, pid }];
  };
  const routers = plan.nodes.filter(isRouter);
  const asking = plan.nodes
    .filter(isClient)
    .map((client) => ({ client, queries: answeredQueries(plan, client.name) }))
    .filter(({ queries }) => queries.length > 0);
  const needed = (router: RouterPlan): AwaitRouter['prefixes'] => {
    const asked = asking
      .filter(({ client }) => client.router === router.name)
      .flatMap(({ queries }) => queries);
    return asked.length === 0
      ? originatedPrefixes(plan, router).map(({ prefix }) => [prefix])
      : [...new Set(asked.map(({ address }) => address))].map((address) => prefixesOf(plan, address));
  };
  return {
    quiet: QUIET + heldBack(plan),
    routers: routers.flatMap((router) =>
      processOf(router).map((process) => ({
        ...process,
        sessions: sessionsOf(router),
        igp: (router.igp?.interfaces ?? []).map((each) => ({ interface: each.interface, node: each.node })),
        bfd: router.neighbors.flatMap(({ address, bfd }) => (bfd === null ? [] : [address])),
        prefixes: needed(router),
      })),
    ),
    clients: asking.flatMap(({ client, queries }) =>
      processOf(client).map((process) => ({
        ...process,
        router: client.router,
        queries: [...queries, ...resolverQueries(client, queries)],
      })),
    ),
    checking: routers.filter(({ health }) => health !== null).flatMap(processOf),
    balancers: plan.nodes.filter(checksItself).flatMap((balancer) =>
      processOf(balancer).map((process) => ({
        ...process,
        backends: balancer.backends.map(({ name }) => name),
      })),
    ),
  };
}

/** What a client asks and is to have an answer to: the service's own name, at each of its addresses. */
function answeredQueries(plan: LabPlan, client: string): AwaitClient['queries'] {
  return plan.services.flatMap(({ name: service, prefixes, zone }) =>
    prefixes
      .filter(({ family }) => !isUnserved(plan, { client, service, family }))
      .map(({ address }) => ({ address, zone })),
  );
}

/** What a client's own resolver is to have an answer to: a zone that the client itself is answered for. */
function resolverQueries({ resolver }: ClientPlan, answered: AwaitClient['queries']): AwaitClient['queries'] {
  if (resolver === undefined) return [];
  return answered.slice(0, 1).map(({ zone }) => ({ address: RESOLVER_ADDRESS, zone }));
}

function sessionsOf(router: RouterPlan): AwaitRouter['sessions'] {
  return router.neighbors.map(({ address, asn }) => ({ address, asn }));
}
