import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { representativeOf } from './networks.ts';

/**
 * Nobody is a customer of its own customers, however far removed: with such a circle the preference
 * for customer routes may never come to rest (Gao and Rexford 2001, "Stable Internet routing"). The
 * routers of a network are one customer, or one provider.
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
  const order = new Map(links.map(({ from, to }, index) => [`${from} ${to}`, index] as const).toReversed());
  return circlesApart(links).flatMap((circle) => {
    const steps = circle.slice(1).map((to, index) => order.get(`${circle[index]} ${to}`) ?? 0);
    const first = links[Math.min(...steps)];
    return first === undefined
      ? []
      : [{ code: 'provider-loop', args: { nodes: circle }, location: first.at } as const];
  });
}

interface Step {
  readonly from: string;
  readonly to: string;
}

/**
 * Circles that share no node, as many as a walk along the steps meets, each with its first node
 * repeated at its end. None are left among the other nodes. It looks at each step once: a file may
 * have thousands of them.
 */
function circlesApart(steps: readonly Step[]): readonly (readonly string[])[] {
  const ahead = new Map<string, string[]>();
  for (const { from, to } of steps.toReversed()) {
    const others = ahead.get(from);
    if (others === undefined) ahead.set(from, [to]);
    else others.push(to);
  }
  const left = new Set(ahead.keys());
  const path: string[] = [];
  const onPath = new Set<string>();
  const circles: (readonly string[])[] = [];
  for (const start of steps) {
    if (left.has(start.from)) walkTo(start.from);
    while (path.length > 0) {
      const to = ahead.get(path.at(-1) ?? '')?.pop();
      if (to === undefined) leave();
      else if (onPath.has(to)) circles.push([...path.splice(path.lastIndexOf(to)).map(forget), to]);
      else if (left.has(to)) walkTo(to);
    }
  }
  return circles;

  function walkTo(node: string): void {
    path.push(node);
    onPath.add(node);
    left.delete(node);
  }

  /** No circle is left that passes here. */
  function leave(): void {
    onPath.delete(path.pop() ?? '');
  }

  function forget(node: string): string {
    onPath.delete(node);
    return node;
  }
}
