/** Routes that are passed on to some neighbours only: marked where they come in, refused where they would go out. */
import type { NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';

/**
 * The mark of routes that a neighbour of this router does not hear, as operators have communities for it: the router's ASN, 1, and
 * the place of the neighbour among all, by name. It never leaves the router.
 */
export function withheldMark(router: RouterPlan, node: string): string {
  const neighbors = [...new Set(router.neighbors.map((neighbor) => neighbor.node))].toSorted();
  return `${router.asn}:1:${neighbors.indexOf(node) + 1}`;
}

/** The neighbours that some routes are kept from, by name. */
export function withheldNodes({ neighbors }: RouterPlan): readonly string[] {
  return [...new Set(neighbors.flatMap(({ policy }) => policy.withheldFrom ?? []))].toSorted();
}

/** The list by which the way out to a neighbour knows what it does not hear. */
export function withheldList(node: string): string {
  return `not-to--${node}`;
}

/** Whether some routes are kept from a neighbour. */
export function isWithheldFrom(router: RouterPlan, { node }: NeighborPlan): boolean {
  return withheldNodes(router).includes(node);
}
