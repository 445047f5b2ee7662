/** What a router says of its BGP sessions, with the names of the plan. Pure. */
import type { Relationship, RouterPlan } from '../plan/lab-plan.ts';

export interface SessionStatus {
  readonly neighbor: string;
  readonly family: 4 | 6;
  readonly address: string;
  readonly relationship: Relationship;
  /** `Established`, or what FRR calls the state it is in. */
  readonly state: string;
  /** The router ended it and keeps it down, as the neighbour sent more prefixes than these (`maximum-prefix`). */
  readonly beyond?: number;
}

/** What FRR calls the state of a session that ended so, until it is cleared. */
const TOO_MANY_PREFIXES = 'Idle (PfxCt)';

/** @param states by the neighbour's address */
export function sessionStatus(
  router: Pick<RouterPlan, 'neighbors'>,
  states: Readonly<Record<string, string>>,
): readonly SessionStatus[] {
  return router.neighbors.map(({ node, family, address, relationship, policy }) => {
    const state = states[address] ?? 'not configured';
    const limit = state === TOO_MANY_PREFIXES ? policy.maximumPrefix?.count : undefined;
    return {
      ...{ neighbor: node, family, address, relationship, state },
      ...(limit === undefined ? {} : { beyond: limit }),
    };
  });
}
