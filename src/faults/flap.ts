import type { FaultSpec } from '../topology/topology.ts';
import type { Fault } from './fault.ts';

/** How a flap goes: which fault, how often, and how long from one application to the next, in s. */
export interface Flapping {
  readonly spec: FaultSpec;
  readonly every: number;
  readonly times: number;
}

/** Reads a flap's options. */
export function flapping({ flap: kind = 'withdraw', every = 4, times = 3, ...spec }: FaultSpec): Flapping {
  return { spec: { ...spec, kind }, every, times };
}

/** Another fault, applied and undone again and again: whoever applies faults takes it apart by `flapping`. */
export const flap: Fault = {
  summary: 'a fault applied and undone again and again',
  noticedBy: 'what the fault is noticed by',
  moves: false,
  passes: true,
  apply: { to: 'any', actions: () => [] },
};
