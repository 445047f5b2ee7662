/** A link within a network, by its ends. */
interface Join {
  readonly from: string;
  readonly to: string;
}

/**
 * The networks of several routers: for each node that is on an internal link, the names of all that such links join it to,
 * itself included, in the order of their code points. A node by itself is in none.
 */
export function networksOf(links: readonly Join[]): ReadonlyMap<string, readonly string[]> {
  const neighbors = new Map<string, Set<string>>();
  const add = (node: string, other: string) =>
    neighbors.set(node, (neighbors.get(node) ?? new Set<string>()).add(other));
  for (const { from, to } of links) {
    add(from, to);
    add(to, from);
  }
  const networks = new Map<string, readonly string[]>();
  for (const node of neighbors.keys()) {
    if (networks.has(node)) continue;
    const reached = new Set([node]);
    // A set goes on to yield what is added to it while it is walked.
    for (const here of reached) for (const next of neighbors.get(here) ?? []) reached.add(next);
    const members = [...reached].sort((a, b) => (a < b ? -1 : 1));
    for (const member of members) networks.set(member, members);
  }
  return networks;
}
