import type { Diagnostic, NodeKind } from '../diagnostic.ts';
import type { Draft, DraftAsn } from '../draft.ts';
import type { Location } from '../source-position.ts';

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
 * A router's ASN is its own: two routers of one AS would need iBGP, and would drop each other's
 * routes without it. Sites may share one, as an anycast operator's do.
 */
export function asnsDoNotClash(draft: Draft): readonly Diagnostic[] {
  const first = new Map<number, Numbered>();
  return numbered(draft).flatMap((node): readonly Diagnostic[] => {
    const other = first.get(node.asn);
    if (other === undefined) {
      first.set(node.asn, node);
      return [];
    }
    if (other.kind === 'site' && node.kind === 'site') return [];
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

function numbered(draft: Draft): readonly Numbered[] {
  const of = (kind: NodeKind, nodes: readonly { readonly text: string; readonly asn?: DraftAsn }[]) =>
    nodes.flatMap(({ text, asn }) => (asn === undefined ? [] : [{ kind, node: text, ...asn }]));
  return [...of('site', draft.sites), ...of('router', draft.routers)];
}
