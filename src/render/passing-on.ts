/** Routes that are passed on to some neighbours only: marked where they come in, refused where they would go out. */
import type { LabPlan, NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { networksOf } from '../topology/joined.ts';

/**
 * The mark of routes that a neighbour of this router's network does not hear, as operators have communities for it: the ASN, 1, and
 * the place of the neighbour among all, by name. It never leaves the network.
 */
export function withheldMark(plan: LabPlan, router: RouterPlan, node: string): string {
  const neighbors = new Set(
    networkOf(plan, router).flatMap((member) =>
      member.neighbors.filter(({ relationship }) => relationship !== 'internal').map((each) => each.node),
    ),
  );
  return `${router.asn}:1:${[...neighbors].toSorted().indexOf(node) + 1}`;
}

/** The neighbours that some routes are kept from anywhere in the router's network, by name. */
export function withheldNodes(plan: LabPlan, router: RouterPlan): readonly string[] {
  const withheld = networkOf(plan, router).flatMap(({ neighbors }) =>
    neighbors.flatMap(({ policy }) => policy.withheldFrom ?? []),
  );
  return [...new Set(withheld)].toSorted();
}

/** The list by which the way out to a neighbour knows what it does not hear. */
export function withheldList(node: string): string {
  return `not-to--${node}`;
}

/** Whether some routes are kept from a neighbour. */
export function isWithheldFrom(
  plan: LabPlan,
  router: RouterPlan,
  { node, relationship }: NeighborPlan,
): boolean {
  return relationship !== 'internal' && withheldNodes(plan, router).includes(node);
}

/** A router and all that internal links join it to. */
function networkOf(plan: LabPlan, router: RouterPlan): readonly RouterPlan[] {
  if (router.igp === undefined) return [router];
  const joins = plan.links
    .filter(({ kind }) => kind === 'internal')
    .flatMap(({ ports: [a, b] }) =>
      a === undefined || b === undefined ? [] : [{ from: a.node, to: b.node }],
    );
  const members = networksOf(joins).get(router.name) ?? [];
  return plan.nodes.filter(isRouter).filter(({ name }) => members.includes(name));
}
