/** Why packets that went one way go another now: the router at which the ways part, and what its old path lost by. */
import type { Criterion } from './decision.ts';
import type { Hop, Journey } from './journey.ts';

export interface Parting {
  readonly router: string;
  /** Where it sent packets to, and sends them to now, as `exit` of a candidate; null: nowhere, for want of a route or as it is the site. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether it still hears of a path from the former. */
  readonly offered: boolean;
  /** The step of the decision by which that path lost; null: there is none any more, or it is not valid. */
  readonly lostBy: Criterion | null;
}

/** Where two journeys of one client part; null where they are the same as far as both go. */
export function whereTheyPart(before: Journey, after: Journey): Parting | null {
  const index = before.hops.findIndex((hop, place) => {
    const other = after.hops[place];
    return other === undefined || hop.router !== other.router || exitOf(hop) !== exitOf(other);
  });
  const [old, now] = [before.hops[index], after.hops[index]];
  // Within a network packets may part before the routes do, where the way to an exit is another.
  if (old === undefined || now === undefined || old.router !== now.router) return null;
  const left = exitOf(old);
  const offer = now.candidates.find(({ exit, chosen }) => exit !== null && exit === left && !chosen);
  return {
    ...{ router: now.router, before: left, after: exitOf(now) },
    offered: offer !== undefined,
    lostBy: offer?.lostBy ?? null,
  };
}

function exitOf({ candidates }: Hop): string | null {
  return candidates.find(({ chosen }) => chosen)?.exit ?? null;
}
