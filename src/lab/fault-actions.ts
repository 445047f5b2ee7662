/** From a fault's actions, by the names of the plan, to what the fabric's agent needs. */
import type { AgentAction, NodeProcess } from '../engine/agent-messages.ts';
import type { FaultAction } from '../faults/action.ts';
import type { LabPlan, NodePlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { primaryOf, zonesAtServers } from '../plan/secondaries.ts';
import { renderDetached } from '../render/detached-server.ts';
import { drainPolicyName, exportPolicyName } from '../render/session-policy.ts';
import { notRunning } from './not-running.ts';
import { originatedPrefixes } from './originated.ts';

/**
 * Puts processes, prefixes, addresses and files to an action.
 * @param spoilt the texts of zones that servers are to serve, by name
 * @throws LabError `not-running` where one of its nodes does not run
 */
export function toAgentAction(
  plan: LabPlan,
  processes: readonly NodeProcess[],
  action: FaultAction,
  spoilt: ReadonlyMap<string, string>,
): AgentAction {
  switch (action.do) {
    case 'ports':
    case 'block':
      return action;
    case 'crash':
      return { ...action, nodes: action.nodes.map((node) => processOf(plan, processes, node)) };
    case 'signal':
    case 'start':
      return { ...action, ...processOf(plan, processes, action.node) };
    case 'spoil':
      return { ...spoilAction(plan, action), ...processOf(plan, processes, action.node) };
    case 'serve-spoilt': {
      const files = renderDetached(plan, action.node, spoilt);
      return { ...action, ...processOf(plan, processes, action.node), files };
    }
    case 'route':
      return routeAction(
        plan,
        routerOf(plan, action.node),
        processOf(plan, processes, action.node),
        action.verb,
      );
    case 'drained': {
      const addresses = plan.services.flatMap((service) => service.prefixes.map(({ address }) => address));
      return { ...action, addresses };
    }
  }
}

/** A server that has its zones from the primary has no files to be emptied: it is given empty ones, and hears nothing of the primary. */
function spoilAction(plan: LabPlan, action: Extract<FaultAction, { do: 'spoil' }>) {
  const isSecondary =
    primaryOf(plan) !== undefined && zonesAtServers(plan).some(({ server }) => server.name === action.node);
  return isSecondary
    ? { ...action, do: 'serve-spoilt' as const, files: renderDetached(plan, action.node, new Map()) }
    : action;
}

/** Makes a router announce, withdraw or drain its anycast prefixes. */
export function routeAction(
  plan: LabPlan,
  router: RouterPlan,
  process: NodeProcess,
  verb: 'announce' | 'withdraw' | 'drain',
): AgentAction {
  return {
    do: 'route',
    ...process,
    verb,
    asn: router.asn,
    prefixes: originatedPrefixes(plan, router),
    neighbors: router.neighbors.map((neighbor) => ({
      family: neighbor.family,
      address: neighbor.address,
      policy: exportPolicyName(router, neighbor),
      drain: drainPolicyName(router, neighbor),
    })),
  };
}

/** The nodes whose processes an action needs. */
export function nodesOf(action: FaultAction): readonly string[] {
  if (action.do === 'crash') return action.nodes;
  return 'node' in action ? [action.node] : [];
}

/** How long an action may take by itself, in s. */
export function durationOf(action: FaultAction): number {
  return action.do === 'drained' ? action.deadline : 0;
}

function processOf(plan: LabPlan, processes: readonly NodeProcess[], node: string): NodeProcess {
  const process = processes.find((candidate) => candidate.name === node);
  if (process) return process;
  throw notRunning(plan.name, node);
}

function routerOf(plan: LabPlan, name: string): RouterPlan {
  const router = plan.nodes.find(
    (node: NodePlan): node is RouterPlan => isRouter(node) && node.name === name,
  );
  if (router) return router;
  throw new Error(`${name} is no router`);
}
