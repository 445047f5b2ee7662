/** Whether a server's zone is as it should be. Pure. */
import type { SerialSeen } from '../engine/agent-messages.ts';

/**
 * `behind`: its serial is older than another's; `cut off`: the primary does not answer it, so that it would hear of nothing new; `no
 * zone`: it does not serve it.
 */
export type Freshness = 'current' | 'behind' | 'cut off' | 'no zone';

export interface Elsewhere {
  /** The serial at the primary; undefined: there is none, or it does not answer itself either. */
  readonly newest: number | undefined;
  /** The serials at all servers. */
  readonly others: readonly number[];
  /** What the primary answers the server; undefined: there is none. */
  readonly fromPrimary: SerialSeen | undefined;
}

/** The state of a server's zone, with what was seen where it is not current. */
export function freshnessOf(
  own: SerialSeen,
  { newest, others, fromPrimary }: Elsewhere,
): { readonly state: Freshness; readonly seen?: string } {
  const { serial } = own;
  if (serial === null) return { state: 'no zone', seen: own.seen };
  if (fromPrimary !== undefined && fromPrimary.serial === null) {
    return { state: 'cut off', seen: `from the primary: ${fromPrimary.seen}` };
  }
  const known = newest === undefined ? others : [newest];
  return { state: known.some((other) => isNewer(other, serial)) ? 'behind' : 'current' };
}

/** RFC 1982, section 3.2. */
function isNewer(serial: number, than: number): boolean {
  const ahead = (serial - than + 2 ** 32) % 2 ** 32;
  return ahead > 0 && ahead < 2 ** 31;
}
