/** One step of an iterative resolution (RFC 1034, section 5.3.3): what a server's answer means for whoever goes on from there. */
import type { Family } from '../topology/topology.ts';
import type { DigSections } from './dig.ts';

/** A server to ask next: its name in the delegation, and one of its addresses. */
export interface ServerAddress {
  readonly name: string;
  readonly address: string;
}

/** Domain names without the final dot, except the root, which is nothing else. */
export type IterationStep =
  | { readonly kind: 'answer'; readonly records: readonly string[] }
  /** The name is another's alias: the search begins again for that one. */
  | { readonly kind: 'alias'; readonly target: string }
  | { readonly kind: 'referral'; readonly zone: string; readonly servers: readonly ServerAddress[] }
  /** There is no such name (`NXDOMAIN`), or it has nothing of this type (`NOERROR`). */
  | { readonly kind: 'nothing'; readonly rcode: string }
  /** An error, or an answer that leads nowhere. */
  | { readonly kind: 'useless'; readonly why: string };

/** What was asked of whom: `zone` is the one that the server was asked as a server of. */
export interface IterationQuestion {
  readonly name: string;
  readonly type: string;
  readonly zone: string;
  readonly family: Family;
}

interface ResourceRecord {
  readonly owner: string;
  readonly type: string;
  readonly data: string;
}

/** What an answer says; servers of a referral are those that it gives an address of the IP version for. */
export function readIteration(rcode: string, sections: DigSections, asked: IterationQuestion): IterationStep {
  if (rcode === 'NXDOMAIN') return { kind: 'nothing', rcode };
  if (rcode !== 'NOERROR') return { kind: 'useless', why: rcode };
  const own = sections.answer.map(readRecord).filter(({ owner }) => owner === asked.name);
  const alias = own.find(({ type }) => type === 'CNAME');
  if (alias !== undefined && asked.type !== 'CNAME') return { kind: 'alias', target: bare(alias.data) };
  const records = own.filter(({ type }) => type === asked.type).map(({ type, data }) => `${type} ${data}`);
  if (records.length > 0) return { kind: 'answer', records };

  const authority = sections.authority.map(readRecord);
  const delegation = authority.filter(({ type }) => type === 'NS');
  const [first] = delegation;
  if (first === undefined) {
    const negative = authority.some(({ type }) => type === 'SOA');
    return negative ? { kind: 'nothing', rcode } : { kind: 'useless', why: 'no answer, and no referral' };
  }
  const zone = first.owner;
  if (!isBelow(zone, asked.zone) || !(zone === asked.name || isBelow(asked.name, zone)))
    return { kind: 'useless', why: `refers to ${zone}, which is no way down` };
  const glue = sections.additional.map(readRecord).filter(({ type }) => type === GLUE[asked.family]);
  const servers = delegation.flatMap(({ data }) =>
    glue
      .filter(({ owner }) => owner === bare(data))
      .map((record) => ({ name: record.owner, address: record.data })),
  );
  return servers.length === 0
    ? { kind: 'useless', why: `refers to ${zone} without an IPv${asked.family} address` }
    : { kind: 'referral', zone, servers };
}

const GLUE: Readonly<Record<Family, string>> = { 4: 'A', 6: 'AAAA' };

/** Whether a name is in the domain of another, and not that itself. */
function isBelow(name: string, domain: string): boolean {
  return name !== '.' && (domain === '.' || name.endsWith(`.${domain}`));
}

/** `anycast.test. 60 IN NS ns.anycast.test.` */
function readRecord(text: string): ResourceRecord {
  const [owner = '', , , type = '', ...data] = text.split(' ');
  return { owner: bare(owner), type, data: data.join(' ') };
}

function bare(name: string): string {
  return name === '.' ? name : name.replace(/\.$/, '').toLowerCase();
}
