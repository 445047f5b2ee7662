/** From a client to the site that answers it: what each router on the way had to choose from, and what it chose by. */
import { prefixesOf } from '../plan/announced.ts';
import type { LabPlan, Relationship, RouterPlan } from '../plan/lab-plan.ts';
import { nodesByAddress } from '../plan/node-addresses.ts';
import { bestpathOf, isRouter } from '../plan/roles.ts';
import type { Bestpath, ServicePrefix } from '../topology/topology.ts';
import type { BgpPath } from './bgp-path.ts';
import { type Criterion, checkWithFrr, decide } from './decision.ts';

/** One path that a router had, with the names of the plan on it. */
export interface Candidate {
  readonly path: BgpPath;
  /** The neighbour that it came from; null: the router announces the prefix itself. */
  readonly from: string | null;
  /**
   * The router that its packets are sent to: the neighbour or, where the neighbour only passes the path on, the one of the next
   * hop. Within a network others may be on the way there. Null as `from`.
   */
  readonly exit: string | null;
  readonly relationship: Relationship | null;
  /** The AS path, with the name of the one router that an AS is; `AS64500` where it is several, or none of the lab's. */
  readonly asPath: readonly string[];
  /** The step that dropped it; null: it was chosen, or is not valid. */
  readonly lostBy: Criterion | null;
  readonly chosen: boolean;
}

export interface Hop {
  readonly router: string;
  readonly asn: number;
  /** The chosen one first, then in the order in which they were dropped, the last first. */
  readonly candidates: readonly Candidate[];
  /** What FRR gives as its reason; null: there was nothing to choose. */
  readonly reason: string | null;
  /** Whether FRR chose the same path, or goes by lines of its own. */
  readonly agrees: boolean;
  /**
   * `old-reason`: FRR gives one that holds against none of the other paths any more, see `Check`. `own-lines`: it chose another path, and the
   * router has lines of FRR that may be why.
   */
  readonly note: 'old-reason' | 'own-lines' | null;
  /** The router that packets go to from here; null: to the site's own servers, or nowhere. */
  readonly next: string | null;
}

/** How it ends: at a site, in want of a route, or in a circle. */
export type End =
  | { readonly kind: 'site'; readonly site: string }
  | { readonly kind: 'no-route'; readonly router: string }
  | { readonly kind: 'loop'; readonly router: string };

/** A hop on the way, with the prefix by which it goes. */
export interface JourneyHop extends Hop {
  readonly prefix: string;
  /** The other routers that packets of other flows go to, where the way to an exit of the network is shared. */
  readonly alsoNext: readonly string[];
}

export interface Journey {
  readonly hops: readonly JourneyHop[];
  readonly end: End;
}

/** What routers know of a prefix; asked one after another, as each says which router is next. */
export interface RouterViews {
  paths(router: RouterPlan, prefix: string): Promise<readonly BgpPath[]>;
  /** What its kernel forwards to: within a network BGP names the exit, and not the way there. `servers`: the site's own. */
  forwardsTo(router: RouterPlan, prefix: string): Promise<readonly string[]>;
}

/** Follows best paths to a service's address from a router on, at each by the longest prefix that it has a valid path to. */
export async function follow(
  plan: LabPlan,
  from: string,
  to: Pick<ServicePrefix, 'prefix' | 'address'>,
  views: RouterViews,
): Promise<Journey> {
  const longestFirst = prefixesOf(plan, to.address);
  const routers = new Map(plan.nodes.filter(isRouter).map((router) => [router.name, router]));
  const hopOf = hopsIn(plan);
  const hops: JourneyHop[] = [];
  for (let name = from; ; ) {
    const router = routers.get(name);
    if (router === undefined) throw new Error(`the plan has no router ${name}`);
    const { prefix, paths } = (await longestKnown(router, longestFirst, views)) ?? {
      prefix: to.prefix,
      paths: [],
    };
    const found = hopOf(router, paths);
    const [best] = found.candidates;
    const isInside = best?.chosen === true && best.path.learned === 'ibgp';
    const ways = isInside ? await views.forwardsTo(router, prefix) : [];
    const [inside = null, ...alsoNext] = ways.filter((way) => routers.has(way));
    const next = isInside ? inside : found.next;
    hops.push({ ...found, prefix, next, alsoNext });
    // A withdrawn site within the network still has its kernel's route to its servers, which comes before BGP's.
    if (ways.includes('servers')) return { hops, end: { kind: 'site', site: name } };
    if (best?.chosen === true && best.from === null) return { hops, end: { kind: 'site', site: name } };
    if (best === undefined || !best.chosen || next === null) {
      return { hops, end: { kind: 'no-route', router: name } };
    }
    if (hops.some(({ router: passed }) => passed === next))
      return { hops, end: { kind: 'loop', router: next } };
    name = next;
  }
}

async function longestKnown(
  router: RouterPlan,
  prefixes: readonly string[],
  views: RouterViews,
): Promise<{ readonly prefix: string; readonly paths: readonly BgpPath[] } | undefined> {
  for (const prefix of prefixes) {
    const paths = await views.paths(router, prefix);
    if (paths.some(({ valid }) => valid)) return { prefix, paths };
  }
  return undefined;
}

/** Tells what a router chose from, and why: the names in the plan are looked up once for all prefixes. */
export function hopsIn(plan: LabPlan): (router: RouterPlan, paths: readonly BgpPath[]) => Hop {
  const names = { networks: namesOfNetworks(plan), nodes: nodesByAddress(plan) };
  return (router, paths) => hopOf(router, paths, bestpathOf(plan, router), names);
}

interface PlanNames {
  /** By ASN. */
  readonly networks: ReadonlyMap<number, string>;
  /** By address. */
  readonly nodes: ReadonlyMap<string, string>;
}

function hopOf(router: RouterPlan, paths: readonly BgpPath[], bestpath: Bestpath, names: PlanNames): Hop {
  const decision = decide(paths, bestpath);
  const check = checkWithFrr(paths, decision, bestpath);
  const ownLines = check === 'other-path' && router.frr !== undefined;
  // Packets go where FRR sends them.
  const taken = (ownLines ? paths.find((path) => path.best) : undefined) ?? decision.best;
  const candidate = candidates(router, names);
  const ranked = [
    ...decision.steps.flatMap(({ criterion, dropped }) => dropped.map((path) => candidate(path, criterion))),
    ...(decision.best === null ? [] : [candidate(decision.best, null)]),
  ];
  const lost = ranked.filter(({ path }) => path !== taken);
  const invalid = paths.filter(({ valid }) => !valid).map((path) => candidate(path, null));
  const best = taken === null ? [] : [{ ...candidate(taken, null), chosen: true }];
  return {
    router: router.name,
    asn: router.asn,
    candidates: [...best, ...lost.toReversed(), ...invalid],
    reason: paths.find((path) => path.best)?.reason ?? null,
    agrees: check !== 'other-path' || ownLines,
    note: ownLines ? 'own-lines' : check === 'old-reason' ? check : null,
    next: best[0]?.exit ?? null,
  };
}

/** Puts the names of the plan on a router's paths. */
function candidates(router: RouterPlan, { networks, nodes }: PlanNames) {
  const neighbors = new Map(router.neighbors.map((neighbor) => [neighbor.address, neighbor]));
  return (path: BgpPath, lostBy: Criterion | null): Candidate => {
    const neighbor = path.session === null ? undefined : neighbors.get(path.session);
    const from = neighbor?.node ?? null;
    return {
      path,
      from,
      exit: from === null ? null : (nodes.get(path.nextHop ?? '') ?? from),
      relationship: neighbor?.relationship ?? null,
      asPath: path.asPath.map((asn) => networks.get(asn) ?? `AS${asn}`),
      lostBy,
      chosen: false,
    };
  };
}

/** Routers by their ASN, those that share one left out. */
function namesOfNetworks(plan: LabPlan): ReadonlyMap<number, string> {
  const routers = plan.nodes.filter(isRouter);
  const last = new Map(routers.map(({ asn, name }) => [asn, name]));
  const shared = new Set(routers.filter(({ asn, name }) => last.get(asn) !== name).map(({ asn }) => asn));
  return new Map([...last].filter(([asn]) => !shared.has(asn)));
}
