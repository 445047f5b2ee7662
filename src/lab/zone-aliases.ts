/** CNAME records, which nothing can be beside. Pure. */
import type { RecordChange } from './zone-records.ts';

/** What signing puts beside a CNAME (RFC 4035, section 2.5). */
const SIGNING: ReadonlySet<string> = new Set(['RRSIG', 'NSEC']);

/** A record's owner and type, as dig and knotc print it. */
const RECORD = /^(\S+)\s+\d+\s+(?:IN\s+)?([A-Z][A-Z0-9-]*)\s/;

/**
 * The first name that changes would give a CNAME beside something else (RFC 1034, section 3.6.2), and the types of all that would be there. BIND
 * passes over such a change without a word, and Knot says no more than "semantic check".
 * @param printed all records of the zone as it is
 */
export function besideAlias(
  printed: string,
  changes: readonly RecordChange[],
): { readonly owner: string; readonly types: readonly string[] } | undefined {
  const types = new Map<string, Set<string>>(changes.map(({ owner }) => [owner, new Set<string>()]));
  for (const line of printed.split('\n')) {
    const [, name = '', type = ''] = RECORD.exec(line) ?? [];
    if (!SIGNING.has(type)) types.get(name.replace(/\.$/, '').toLowerCase())?.add(type);
  }
  for (const { owner, type, records } of changes) {
    if (records.length > 0) types.get(owner)?.add(type);
    else types.get(owner)?.delete(type);
  }
  return [...types]
    .map(([owner, there]) => ({ owner, types: [...there].sort() }))
    .find((each) => each.types.includes('CNAME') && each.types.length > 1);
}
