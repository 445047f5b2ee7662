/** Exchanges. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { linkName } from '../resolve.ts';
import { clashingAsns } from './asns.ts';
import { draftAsns } from './networks.ts';

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

/** Every two members of an exchange, whoever passes their routes on. */
export function exchangePairs(
  draft: Draft,
): readonly { readonly exchange: string; readonly from: string; readonly to: string }[] {
  return draft.exchanges.flatMap(({ text: exchange, members }) =>
    members.flatMap((a, index) =>
      members.slice(index + 1).map((b) => ({ exchange, from: a.text, to: b.text })),
    ),
  );
}
