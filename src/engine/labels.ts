/** The labels by which everything of a lab is found again: the engine is the only database there is. */

export const LABELS = {
  lab: 'anycast-lab.lab',
  node: 'anycast-lab.node',
  role: 'anycast-lab.role',
  topology: 'anycast-lab.topology',
  version: 'anycast-lab.version',
  /** On the fabric: how many nodes the lab has when it is whole. */
  size: 'anycast-lab.size',
} as const;

/** The role that a container plays in its lab. */
export type ContainerRole = 'fabric' | 'edge' | 'router' | 'balancer' | 'server' | 'client' | 'primary';

/**
 * The name of a node's container, or of the lab's fabric where no node is given. Names are unique in an engine, so
 * creating the fabric is what locks a lab's name.
 */
export function containerName(lab: string, node?: string): string {
  return node === undefined ? `anycast-lab.${lab}` : `anycast-lab.${lab}.${node}`;
}
