import type { LinkImpairments } from '../topology/topology.ts';

/** `kernel`: netem and tbf on the link's ports. `line`: the delay line in the fabric, a process in user space. */
export type Mechanism = 'kernel' | 'line';

/** A link of a lab that is up, as it is now. */
export interface LinkCondition {
  readonly link: string;
  /** Null: nothing impairs it, its MTU apart. */
  readonly mechanism: Mechanism | null;
  /** Null: it is a plain cable. */
  readonly impairments: LinkImpairments | null;
  /** What the topology says; null: a plain cable. */
  readonly planned: LinkImpairments | null;
  /** Whether it is as the topology says. */
  readonly asPlanned: boolean;
  /** False: the delay line has died, and nothing passes. */
  readonly works: boolean;
}
