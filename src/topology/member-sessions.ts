/** What holds for the sessions of two who meet at an exchange, out of what is said of all of them, of one member's, and of theirs. */
import type { DraftExchange, DraftMemberSession } from './draft.ts';
import { routeServerName } from './exchange-ports.ts';
import type { EndPolicy } from './topology.ts';

/** Who has sessions with whom: every two members, or each with the route server. */
export function exchangeNeighbors(exchange: DraftExchange): readonly (readonly [string, string])[] {
  const members = exchange.members.map(({ text }) => text);
  if (exchange.routeServer) {
    const server = routeServerName({ name: exchange.text });
    return members.map((member) => [member, server]);
  }
  return members.flatMap((a, index) => members.slice(index + 1).map((b) => [a, b] as const));
}

/** What one of them does to the routes of the other; undefined: what its relationship says. */
export function policyTowards(
  exchange: DraftExchange,
  member: string,
  neighbor: string,
): EndPolicy | undefined {
  const more = saidBy(exchange, member, neighbor)?.policy?.does;
  // `none`, said of these two alone, is instead of what is said of all.
  const instead = more?.open === true && !exchange.open;
  const own = instead ? undefined : exchange.members.find(({ text }) => text === member)?.policy?.does;
  if (own === undefined && more === undefined && !exchange.open) return undefined;
  return {
    ...own,
    ...more,
    in: { ...own?.in, ...more?.in },
    out: { ...own?.out, ...more?.out },
    ...(exchange.open ? { open: true } : {}),
  };
}

/** What both have agreed on: what either says of the two, and else what the exchange says. */
export function sessionBetween(
  exchange: DraftExchange,
  [a, b]: readonly [string, string],
): DraftExchange['session'] {
  return {
    ...exchange.session,
    ...saidBy(exchange, a, b)?.session,
    ...saidBy(exchange, b, a)?.session,
  };
}

function saidBy(exchange: DraftExchange, member: string, neighbor: string): DraftMemberSession | undefined {
  return exchange.members.find(({ text }) => text === member)?.with.find(({ text }) => text === neighbor);
}
