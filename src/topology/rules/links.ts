import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftLink } from '../draft.ts';
import { linkName } from '../resolve.ts';
import { clashingAsns } from './asns.ts';
import { draftAsns } from './networks.ts';

/** A link has two ends. */
export function linksHaveTwoEnds(draft: Draft): readonly Diagnostic[] {
  return draft.links.flatMap(({ from, to }): readonly Diagnostic[] =>
    from.text === to.text ? [{ code: 'link-to-itself', args: { node: from.text }, location: from.at }] : [],
  );
}

/** Links can be told apart: all names differ, and of two links between the same nodes one at least is given a name. */
export function linksDiffer(draft: Draft): readonly Diagnostic[] {
  const names = new Map<string, DraftLink>();
  const unnamed = new Map<string, DraftLink>();
  return draft.links.flatMap((link): readonly Diagnostic[] => {
    const name = linkName(link);
    const pair = [link.from.text, link.to.text].sort().join(' ');
    const samePair = link.name === undefined ? unnamed.get(pair) : undefined;
    const sameName = names.get(name);
    if (link.name === undefined && samePair === undefined) unnamed.set(pair, link);
    if (sameName === undefined) names.set(name, link);
    if (samePair !== undefined) {
      const args = { name: linkName(samePair), line: samePair.at.line ?? 0 };
      return [{ code: 'duplicate-link', args, location: link.at }];
    }
    if (sameName === undefined) return [];
    const args = { name, line: sameName.at.line ?? 0 };
    return [{ code: 'duplicate-link-name', args, location: (link.name ?? link).at }];
  });
}

/** A link that is not internal runs eBGP, so its ends are in different ASes. Of an ASN that clashes enough is said. */
export function linksJoinNetworks(draft: Draft): readonly Diagnostic[] {
  const asnOf = draftAsns(draft);
  const clashing = clashingAsns(draft);
  return draft.links.flatMap(({ from, to, relationship }): readonly Diagnostic[] => {
    if (relationship === 'internal' || from.text === to.text) return [];
    const asn = asnOf(from.text);
    if (asn !== asnOf(to.text) || clashing.has(asn)) return [];
    return [{ code: 'link-same-asn', args: { from: from.text, to: to.text }, location: from.at }];
  });
}

/** Every site and router is on a link, or at an exchange. */
export function nodesHaveLinks(draft: Draft): readonly Diagnostic[] {
  const linked = new Set([
    ...draft.links.flatMap(({ from, to }) => [from.text, to.text]),
    ...draft.exchanges.flatMap(({ members }) => members.map(({ text }) => text)),
  ]);
  return draft.declared.flatMap(({ kind, text: node, at: location }): readonly Diagnostic[] =>
    kind === 'client' || linked.has(node) ? [] : [{ code: 'no-link', args: { kind, node }, location }],
  );
}
