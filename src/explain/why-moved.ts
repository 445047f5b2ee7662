/** Why packets that went one way go another now: the router at which the ways part, and what its old path lost by. */
import type { Criterion } from './decision.ts';
import type { Journey } from './journey.ts';

export interface Parting {
  readonly router: string;
  /** The neighbours that it sent packets to, and sends them to now; null: none, for want of a route or as it is the site. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether it still hears of a path from the former. */
  readonly offered: boolean;
  /** The step of the decision by which that path lost; null: there is none any more, or it is not valid. */
  readonly lostBy: Criterion | null;
}

/** Where two journeys of one client part; null where they are the same as far as both go. */
export function whereTheyPart(before: Journey, after: Journey): Parting | null {
  const index = before.hops.findIndex((hop, place) => hop.next !== after.hops[place]?.next);
  const [old, now] = [before.hops[index], after.hops[index]];
  if (old === undefined || now === undefined) return null;
  const offer = now.candidates.find(({ from, chosen }) => from !== null && from === old.next && !chosen);
  return {
    ...{ router: now.router, before: old.next, after: now.next },
    offered: offer !== undefined,
    lostBy: offer?.lostBy ?? null,
  };
}
