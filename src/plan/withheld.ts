/** Routes that are passed on to some neighbours only: marked where they come in, refused where they would go out. */
import type { PassingOn, SessionSettings, Topology } from '../topology/topology.ts';
import type { SessionPlan, WithheldMark } from './lab-plan.ts';
import { compareNames } from './order.ts';
import type { SessionContext } from './sessions.ts';

/** A session of a network with another, both IP versions alike. */
interface OuterSession {
  readonly link: string;
  readonly neighbor: string;
  /** By which it can be named: the neighbour, and the exchange where that is met. */
  readonly names: readonly string[];
}

/** What a network keeps from whom. */
export interface Withholding {
  /** The marks of sessions that some routes are kept from; empty: of none. */
  readonly marks: readonly WithheldMark[];
  /** The marks that routes get which come in with such a policy. */
  readonly on: (policy: PassingOn) => readonly string[];
  /** The name of the mark of routes that the session with a neighbour over a link does not hear; undefined: it hears all. */
  readonly of: (link: string, neighbor: string) => string | undefined;
}

/** The same for each router, by its name; routers of one network have one. */
export function planWithholding(
  { links, exchanges = [] }: Topology,
  { asns, networks }: Pick<SessionContext, 'asns' | 'networks'>,
  sessions: readonly SessionPlan[],
): ReadonlyMap<string, Withholding> {
  const places = new Set(exchanges.map(({ name }) => name));
  const settings: readonly SessionSettings[] = [...links, ...exchanges.flatMap((each) => each.sessions)];
  const byNetwork = new Map<string, Withholding>();
  return new Map(
    [...asns].map(([node, asn]) => {
      const members = networks.get(node) ?? [node];
      const policies = members.flatMap((member) =>
        settings.flatMap(({ policy }) => policy[member]?.in ?? []),
      );
      const first = members[0] ?? node;
      const known =
        byNetwork.get(first) ?? withholdingOf(asn, outerSessions(members, sessions, places), policies);
      byNetwork.set(first, known);
      return [node, known];
    }),
  );
}

/**
 * Gives a mark to each session that some routes are kept from anywhere in a network, as operators have communities for it: the ASN, 1, and
 * the place of the session among all that the network has with others, by neighbour and link. It never leaves the network.
 */
function withholdingOf(
  asn: number,
  outer: readonly OuterSession[],
  policies: readonly PassingOn[],
): Withholding {
  const marked = outer.map((session, index) => ({ ...session, mark: `${asn}:1:${index + 1}` }));
  const on = (policy: PassingOn) =>
    marked.filter(({ names }) => isKeptFrom(names, policy)).map(({ mark }) => mark);
  const used = new Set(policies.flatMap(on));
  const kept = marked
    .filter(({ mark }) => used.has(mark))
    .map(({ neighbor, link, mark }) => {
      const isOnly = outer.filter((other) => other.neighbor === neighbor).length === 1;
      return { neighbor, link, mark, name: isOnly ? neighbor : `${neighbor}--${link}` };
    });
  return {
    marks: kept.map(({ name, mark }) => ({ name, mark })),
    on,
    of: (link, neighbor) => kept.find((each) => each.link === link && each.neighbor === neighbor)?.name,
  };
}

/** Those who are named as who does not hear a route, and all others where some are named as the only ones. */
function isKeptFrom(names: readonly string[], { announceTo, doNotAnnounceTo = [] }: PassingOn): boolean {
  return (
    names.some((name) => doNotAnnounceTo.includes(name)) ||
    (announceTo !== undefined && !names.some((name) => announceTo.includes(name)))
  );
}

function outerSessions(
  members: readonly string[],
  sessions: readonly SessionPlan[],
  exchanges: ReadonlySet<string>,
): readonly OuterSession[] {
  const outer = new Map<string, OuterSession>();
  for (const { link, relationship, a, b } of sessions) {
    if (relationship === 'internal') continue;
    for (const [own, other] of [
      [a.node, b.node],
      [b.node, a.node],
    ] as const) {
      if (!members.includes(own)) continue;
      const names = [other, ...(exchanges.has(link) ? [link] : [])];
      outer.set(`${other} ${link}`, { link, neighbor: other, names });
    }
  }
  return [...outer.values()].toSorted(
    (x, y) => compareNames(x.neighbor, y.neighbor) || compareNames(x.link, y.link),
  );
}
