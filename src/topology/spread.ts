/** Who hears of a prefix under the policies of a topology: a walk from router to router, as far as the file decides it. */
import { contains, type Prefix, parsePrefix } from './cidr.ts';
import type { EndPolicy, ExportChange, Family, PrefixFilter, Strip } from './topology.ts';

/** A link as routes see it. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  /** `internal`: both are routers of one network. */
  readonly relationship: 'transit' | 'peering' | 'internal';
  /** The exchange where they meet, which may be named in place of a neighbour there. */
  readonly exchange?: string;
  /** The only IP version that routes of it cross in; absent: both. */
  readonly family?: Family;
  /** What an end does; undefined: what the relationship says. */
  readonly policyOf: (end: string) => EndPolicy | undefined;
}

/** A node that announces the prefix itself. */
export interface Origin {
  readonly node: string;
  /** The neighbours that hear it; absent: all. */
  readonly to?: readonly string[];
  readonly communities?: readonly string[];
}

/** With one of these a route stays in the network that it has come to, or with the router that holds it (RFC 1997). */
const KEPT_IN: readonly (readonly [community: string, within: Holding['kept']])[] = [
  ['no-advertise', 'router'],
  ['no-export', 'network'],
  ['local-AS', 'network'],
];

/** What decides to whom a router passes a route on. */
interface Holding {
  readonly node: string;
  readonly origin?: Origin;
  /** It came from a peer or provider, so that peers and providers do not hear it. */
  readonly marked: boolean;
  /** It carries Only To Customer (RFC 9234, section 5), which says the same to routers that the mark does not reach. */
  readonly onlyToCustomer: boolean;
  /** Where it stays; null: it may go everywhere. */
  readonly kept: 'router' | 'network' | null;
}

/**
 * The routers that hear of a prefix, those that announce it among them. Relationships, open ends, Only To Customer, filters of
 * prefixes and the communities that keep a route where it is are followed. Which of several routes a router prefers is not, nor what
 * is done by other communities: so a router may yet pass on less.
 * @param deaf routers that drop every route to it
 */
export function spread(
  prefix: Prefix,
  origins: readonly Origin[],
  passages: readonly Passage[],
  deaf: ReadonlySet<string>,
): ReadonlySet<string> {
  const near = byEnd(passages);
  const start = origins.map(
    (origin): Holding => ({ node: origin.node, origin, marked: false, onlyToCustomer: false, kept: null }),
  );
  // A map goes on to yield what is added to it while it is walked.
  const known = new Map(start.map((holding) => [keyOf(holding), holding]));
  for (const [, holding] of known) {
    for (const passage of near.get(holding.node) ?? []) {
      const heard = cross(prefix, passage, holding);
      if (heard !== undefined && !deaf.has(heard.node) && !known.has(keyOf(heard))) {
        known.set(keyOf(heard), heard);
      }
    }
  }
  return new Set([...known.values()].map(({ node }) => node));
}

function keyOf({ node, origin, marked, onlyToCustomer, kept }: Holding): string {
  return JSON.stringify([node, origin !== undefined, marked, onlyToCustomer, kept]);
}

function byEnd(passages: readonly Passage[]): ReadonlyMap<string, readonly Passage[]> {
  const near = new Map<string, Passage[]>();
  for (const passage of passages) {
    for (const end of [passage.from, passage.to]) near.set(end, [...(near.get(end) ?? []), passage]);
  }
  return near;
}

/** What the other end of a link makes of a route; undefined: it does not get it, or does not take it. */
function cross(prefix: Prefix, passage: Passage, { node, origin, ...held }: Holding): Holding | undefined {
  if (passage.family !== undefined && passage.family !== prefix.family) return undefined;
  const other = passage.from === node ? passage.to : passage.from;
  if (passage.relationship === 'internal') return within(other, held);
  const there = neighborOf(passage, other);
  const [sends, takes] = [passage.policyOf(node), passage.policyOf(other)];
  if (held.kept !== null || !hears(origin, other, passage.exchange)) return undefined;
  if (!passes(prefix, sends?.out ?? {}) || !passes(prefix, takes?.in ?? {})) return undefined;
  if (sends?.open !== true && there !== 'customer' && (held.marked || held.onlyToCustomer)) return undefined;
  // A peer takes what the sender itself has marked for customers, and nothing that was marked before.
  const leaked = held.onlyToCustomer && there !== 'customer';
  if (takes?.open !== true && leaked) return undefined;
  const limited = takes?.open !== true && there !== 'provider';
  return {
    node: other,
    marked: limited,
    onlyToCustomer: held.onlyToCustomer || limited || (sends?.open !== true && there !== 'provider'),
    kept: keptIn([origin ?? {}, sends?.out ?? {}], takes?.in ?? {}),
  };
}

/** Marks stay on a route within a network, and all of its routers hear of it (RFC 4271, section 9.2.1). */
function within(node: string, held: Omit<Holding, 'node' | 'origin'>): Holding | undefined {
  return held.kept === 'router' ? undefined : { node, ...held };
}

/** Whether those who hear what an origin announces are all, or this neighbour is among them. */
function hears(origin: Origin | undefined, neighbor: string, exchange: string | undefined): boolean {
  const { to } = origin ?? {};
  return to === undefined || to.some((name) => name === neighbor || name === exchange);
}

/** What a node is to the other end of a link. */
function neighborOf({ relationship, from }: Passage, node: string): 'customer' | 'provider' | 'peer' {
  if (relationship === 'peering') return 'peer';
  return node === from ? 'customer' : 'provider';
}

function passes(prefix: Prefix, { allow, deny = [] }: PrefixFilter): boolean {
  const isIn = (texts: readonly string[]) => texts.some((text) => matches(text, prefix));
  return !isIn(deny) && (allow === undefined || isIn(allow));
}

function matches(text: string, { family, first, length }: Prefix): boolean {
  const listed = parsePrefix(text.replace(/\+$/, ''));
  if (listed === undefined || !contains(listed, { family, value: first, text: '' })) return false;
  return text.endsWith('+') ? length >= listed.length : length === listed.length;
}

function keptIn(sent: readonly ExportChange[], taken: ExportChange & Strip): Holding['kept'] {
  const added = sent.flatMap(({ communities = [] }) => communities);
  const left = added.filter((community) => taken.strip !== 'all' && !taken.strip?.includes(community));
  const all = [...left, ...(taken.communities ?? [])];
  return KEPT_IN.find(([community]) => all.includes(community))?.[1] ?? null;
}
