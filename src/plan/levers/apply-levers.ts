/** The plan of a lab in which levers have been pulled: the same as that of a topology which says so. */
import type { LabPlan, NeighborPlan, NeighborPolicy, RouterPlan } from '../lab-plan.ts';
import { isRouter } from '../roles.ts';
import type { Lever } from './lever.ts';

/** Pulls levers one after the other: where two are about the same key, the later holds. */
export function applyLevers(plan: LabPlan, levers: readonly Lever[]): LabPlan {
  return levers.reduce(
    (before, lever) =>
      mapRouters(before, (router) =>
        router.name === lever.node
          ? { ...router, neighbors: router.neighbors.map((neighbor) => pull(neighbor, lever)) }
          : router,
      ),
    plan,
  );
}

/** What each router does to the routes of each of its neighbours, in the order of the plan: all that levers change. */
export type Policies = Readonly<Record<string, readonly NeighborPolicy[]>>;

/** The policies of a plan, to be put back with `withPolicies`. */
export function policiesOf(plan: LabPlan): Policies {
  return Object.fromEntries(
    plan.nodes.filter(isRouter).map(({ name, neighbors }) => [name, neighbors.map(({ policy }) => policy)]),
  );
}

/** A plan with the policies of another of the same topology. */
export function withPolicies(plan: LabPlan, policies: Policies): LabPlan {
  return mapRouters(plan, (router) => ({
    ...router,
    neighbors: router.neighbors.map((neighbor, index) => ({
      ...neighbor,
      policy: policies[router.name]?.[index] ?? neighbor.policy,
    })),
  }));
}

function mapRouters(plan: LabPlan, change: (router: RouterPlan) => RouterPlan): LabPlan {
  return { ...plan, nodes: plan.nodes.map((node) => (isRouter(node) ? change(node) : node)) };
}

function pull(neighbor: NeighborPlan, lever: Lever): NeighborPlan {
  const { policy, node, link } = neighbor;
  const isInside = neighbor.relationship === 'internal';
  const changed = (more: Partial<NeighborPolicy>): NeighborPlan => ({
    ...neighbor,
    policy: { ...policy, ...more },
  });
  switch (lever.kind) {
    case 'withdraw':
      return changed({ hears: false });
    case 'hears': {
      const isNamed =
        lever.names.includes(node) || (neighbor.atExchange === true && lever.names.includes(link));
      // As with `announce` of a topology, a site's own network hears of everything.
      return changed({ hears: isInside || isNamed === lever.only });
    }
    case 'services':
      return isInside ? neighbor : changed({ services: withKey(policy.services, lever.change) });
    case 'out':
      return lever.neighbor === node ? changed({ out: withKey(policy.out, lever.change) }) : neighbor;
    case 'in':
      return lever.neighbor === node ? changed({ in: withKey(policy.in, lever.change) }) : neighbor;
  }
}

/** Sets a key; null takes it away. */
function withKey<Of extends object>(
  changes: Of,
  { key, value }: { readonly key: string; readonly value: unknown },
): Of {
  const others = Object.entries(changes).filter(([each]) => each !== key);
  return Object.fromEntries(value === null ? others : [...others, [key, value]]) as Of;
}
