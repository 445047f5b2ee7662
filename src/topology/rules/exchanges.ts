/** Exchanges. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { linkName } from '../resolve.ts';

/** An exchange is told apart from links, as packets are captured on both by their names. */
export function exchangeNamesDiffer(draft: Draft): readonly Diagnostic[] {
  const links = new Map(draft.links.map((link) => [linkName(link), link.at.line ?? 0]));
  return draft.exchanges.flatMap(({ text: name, at: location }): readonly Diagnostic[] => {
    const line = links.get(name);
    return line === undefined ? [] : [{ code: 'duplicate-link-name', args: { name, line }, location }];
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
