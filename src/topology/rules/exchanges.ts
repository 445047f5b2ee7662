/** Exchanges. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { exchangeNeighbors } from '../member-sessions.ts';
import { linkName } from '../resolve.ts';
import { clashingAsns } from './asns.ts';
import { draftAsns } from './networks.ts';
import { unknownName } from './unknown-name.ts';

/** An exchange is told apart from links and nodes, as packets are captured on all of them, and routes announced to some, by their names. */
export function exchangeNamesDiffer(draft: Draft): readonly Diagnostic[] {
  const links = new Map(draft.links.map((link) => [linkName(link), link.at.line ?? 0]));
  const nodes = new Map(draft.declared.map((node) => [node.text, node]));
  return draft.exchanges.flatMap(({ text: name, at: location }): readonly Diagnostic[] => {
    const node = nodes.get(name);
    if (node !== undefined) {
      const args = { name, kind: 'exchange', otherKind: node.kind, line: node.at.line ?? 0 } as const;
      return [{ code: 'duplicate-name', args, location }];
    }
    const line = links.get(name);
    return line === undefined ? [] : [{ code: 'duplicate-link-name', args: { name, line }, location }];
  });
}

/** Members of one AS have no sessions with each other, and take none of each other's routes from a route server (RFC 4271, section 9.1.2). */
export function exchangesJoinNetworks(draft: Draft): readonly Diagnostic[] {
  const asnOf = draftAsns(draft);
  const clashing = clashingAsns(draft);
  return draft.exchanges.flatMap(({ text: exchange, members, at: location }): readonly Diagnostic[] => {
    const asns = new Set(members.map(({ text }) => asnOf(text)));
    const [asn] = asns;
    if (asns.size !== 1 || asn === undefined || clashing.has(asn)) return [];
    return [{ code: 'exchange-one-as', args: { exchange }, location }];
  });
}

/** Nobody is at an exchange twice. */
export function exchangeMembersDiffer(draft: Draft): readonly Diagnostic[] {
  return draft.exchanges.flatMap(({ text: exchange, members }) =>
    members
      .filter(({ text }, index) => members.findIndex((other) => other.text === text) < index)
      .map(
        ({ text: member, at: location }): Diagnostic => ({
          code: 'member-twice',
          args: { exchange, member },
          location,
        }),
      ),
  );
}

/** A session at an exchange that is said to be different is one that its member has. */
export function exchangeNeighborsExist(draft: Draft): readonly Diagnostic[] {
  const asnOf = draftAsns(draft);
  return draft.exchanges.flatMap((exchange) => {
    const pairs = exchangeNeighbors(exchange);
    return exchange.members.flatMap(({ text: member, with: sessions }) => {
      const others = pairs.flatMap(([a, b]) => (a === member ? [b] : b === member ? [a] : []));
      const known = others.filter((other) => asnOf(other) !== asnOf(member));
      return sessions
        .filter(({ text }) => !known.includes(text))
        .map((each): Diagnostic => {
          const args = { exchange: exchange.text, member, neighbor: each.text };
          return others.includes(each.text)
            ? { code: 'members-of-one-as', args, location: each.at }
            : unknownName(`neighbour of ${member} at ${exchange.text}`, each, known);
        });
    });
  });
}

/** What both ends of a session at an exchange have agreed on one of them says. */
export function exchangeSessionsAreSaidOnce(draft: Draft): readonly Diagnostic[] {
  return draft.exchanges.flatMap(({ members }) =>
    members.flatMap(({ text: member, with: sessions }, index) =>
      sessions.flatMap(({ text: neighbor, keys }) => {
        const earlier = members
          .slice(0, index)
          .find(({ text }) => text === neighbor)
          ?.with.find(({ text }) => text === member);
        return keys.flatMap(({ text: key, at: location }): readonly Diagnostic[] => {
          const same = key === 'policy' ? undefined : earlier?.keys.find(({ text }) => text === key);
          const args = { key, member, neighbor, line: same?.at.line ?? 0 };
          return same === undefined ? [] : [{ code: 'session-key-twice', args, location }];
        });
      }),
    ),
  );
}
