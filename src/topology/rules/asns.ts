import type { Diagnostic, NodeKind } from '../diagnostic.ts';
import type { Draft, DraftAsn } from '../draft.ts';
import type { Location } from '../source-position.ts';
import { draftNetworks } from './networks.ts';

/** ASNs within the range of numbers that no network can have. The schema refuses 0 and 4294967295. */
const RESERVED_ASNS: ReadonlyMap<number, string> = new Map([
  [23_456, 'AS_TRANS stands for ASNs of four octets (RFC 6793)'],
  [65_535, 'RFC 7300 reserves it'],
]);

interface Numbered {
  readonly kind: NodeKind;
  readonly node: string;
  readonly asn: number;
  readonly at: Location;
}

/** No ASN is one that is set aside. */
export function asnsAreUsable(draft: Draft): readonly Diagnostic[] {
  return numbered(draft).flatMap(({ asn, at }): readonly Diagnostic[] => {
    const why = RESERVED_ASNS.get(asn);
    return why === undefined ? [] : [{ code: 'asn-reserved', args: { asn, why }, location: at }];
  });
}

/**
 * A network's ASN is its own: two routers of one AS need iBGP, and so internal links between them; without they would drop each
 * other's routes. Sites may share one and be joined by nothing, as an anycast operator's are.
 */
export function asnsDoNotClash(draft: Draft): readonly Diagnostic[] {
  const networks = draftNetworks(draft);
  const known = new Map<number, readonly Numbered[]>();
  return numbered(draft).flatMap((node): readonly Diagnostic[] => {
    const others = known.get(node.asn) ?? [];
    known.set(node.asn, [...others, node]);
    const strangers = others.filter((other) => !networks.get(node.node)?.includes(other.node));
    // A site beside a network of its ASN is one like any other.
    const isJoined = strangers.length < others.length;
    const other = strangers.find(({ kind }) => {
      const routers = [kind, node.kind].filter((each) => each === 'router').length;
      return routers > (isJoined ? 1 : 0);
    });
    if (other === undefined) return [];
    const args = {
      asn: node.asn,
      node: node.node,
      other: other.node,
      otherKind: other.kind,
      line: other.at.line ?? 0,
    };
    return [{ code: 'asn-clash', args, location: node.at }];
  });
}

/** The ASNs that `asnsDoNotClash` finds to be those of several networks. */
export function clashingAsns(draft: Draft): ReadonlySet<number | string> {
  return new Set(asnsDoNotClash(draft).flatMap(({ args }) => ('asn' in args ? [args.asn] : [])));
}

function numbered(draft: Draft): readonly Numbered[] {
  const of = (kind: NodeKind, nodes: readonly { readonly text: string; readonly asn?: DraftAsn }[]) =>
    nodes.flatMap(({ text, asn }) => (asn === undefined ? [] : [{ kind, node: text, ...asn }]));
  return [...of('site', draft.sites), ...of('router', draft.routers)];
}
