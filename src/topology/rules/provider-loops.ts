import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { representativeOf } from './networks.ts';

/**
 * Nobody is a customer of its own customers, however far removed: with such a circle the preference
 * for customer routes may never come to rest (Gao and Rexford 2001, "Stable Internet routing"). The routers of a network are
 * one customer, or one provider.
 */
export function noProviderLoops(draft: Draft): readonly Diagnostic[] {
  const network = representativeOf(draft);
  const links = draft.links
    // Where relationships mean nothing, nobody prefers a customer.
    .filter(
      ({ relationship, policy }) =>
        relationship === 'transit' && policy.filter(({ does }) => does.open).length < 2,
    )
    .map(({ from, to, at }) => ({ from: network(from.text), to: network(to.text), at }))
    .filter(({ from, to }) => from !== to);
  const found: Diagnostic[] = [];
  let left = inCircles(links.map(({ from, to }) => [from, to]));
  while (left.length > 0) {
    const circle = oneCircle(left);
    const steps = new Set(circle.slice(1).map((to, index) => `${circle[index]} ${to}`));
    const first = links.find(({ from, to }) => steps.has(`${from} ${to}`));
    if (first !== undefined) {
      found.push({ code: 'provider-loop', args: { nodes: circle }, location: first.at });
    }
    left = inCircles(left.filter(([from, to]) => !circle.includes(from) && !circle.includes(to)));
  }
  return found;
}

type Step = readonly [from: string, to: string];

/** The steps that are left when all are taken away that lead to or come from a dead end. */
function inCircles(steps: readonly Step[]): readonly Step[] {
  for (let left = steps; ; ) {
    const sources = new Set(left.map(([from]) => from));
    const targets = new Set(left.map(([, to]) => to));
    const next = left.filter(([from, to]) => targets.has(from) && sources.has(to));
    if (next.length === left.length) return next;
    left = next;
  }
}

/** One circle among steps that have no dead end, its first node repeated at its end. */
function oneCircle(steps: readonly Step[]): readonly string[] {
  const next = new Map(steps.toReversed());
  const path: string[] = [];
  let node = steps[0]?.[0];
  while (node !== undefined && !path.includes(node)) {
    path.push(node);
    node = next.get(node);
  }
  return node === undefined ? path : [...path.slice(path.indexOf(node)), node];
}
