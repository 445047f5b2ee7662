/** What each node of a lab does, from what its container and its router say. Pure. */
import type { RouterState } from '../engine/agent-messages.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { FAMILIES } from '../topology/topology.ts';
import type { Lab } from './find-lab.ts';
import { originatedPrefixes } from './originated.ts';
import { sessionStatus } from './session-status.ts';
import { siteHealth } from './site-health.ts';
import type { NodeStatus } from './status.ts';

/** A node, by its container alone. */
export function containerStatus(lab: Lab, node: string): NodeStatus {
  const role = lab.plan.nodes.find((n) => n.name === node)?.role ?? 'client';
  const container = lab.containers.get(node);
  return { node, role, running: container?.running ?? false, state: container?.state ?? 'gone' };
}

/** What a router adds to that. @param state absent: it does not run */
export function routerStatus(
  plan: LabPlan,
  name: string,
  state: RouterState | undefined,
): Partial<NodeStatus> {
  const router = plan.nodes.filter(isRouter).find((node) => node.name === name);
  if (router === undefined) return {};
  const always = {
    asn: router.asn,
    ...(router.role === 'edge' ? { health: siteHealth(router, state?.health) } : {}),
  };
  if (state === undefined) return always;
  if ('error' in state) return { ...always, error: state.error };
  return {
    ...always,
    sessions: sessionStatus(router, state.sessions),
    ...adjacencyStatus(router, state.adjacencies),
    ...announcements(plan, router, state.originates),
  };
}

function adjacencyStatus(
  { igp }: RouterPlan,
  states: Extract<RouterState, { version: string }>['adjacencies'],
): Partial<NodeStatus> {
  if (igp === undefined) return {};
  return {
    adjacencies: igp.interfaces.flatMap(({ interface: name, link, node }) =>
      FAMILIES.map((family) => ({ neighbor: node, family, link, state: states?.[family][name] ?? 'Down' })),
    ),
  };
}

function announcements(
  plan: LabPlan,
  router: RouterPlan,
  originates: readonly string[],
): Partial<NodeStatus> {
  if (router.role !== 'edge') return {};
  return {
    announces: originatedPrefixes(plan, router).map(({ prefix }) => ({
      prefix,
      announced: originates.includes(prefix),
    })),
  };
}
