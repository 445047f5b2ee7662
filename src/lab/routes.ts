/** A router's BGP table beside the routes that its kernel forwards by. */

import type { OriginatedPrefix } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { type Hop, hopsIn } from '../explain/journey.ts';
import { announcedPrefixes } from '../plan/announced.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { parsePrefix } from '../topology/cidr.ts';
import { meantOrAll } from '../topology/names.ts';
import { FAMILIES, type Family } from '../topology/topology.ts';
import { withPlanAndAgent } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type PrefixViews, requireViews, routersOf } from './router-views.ts';
import { namedProcess } from './running-container.ts';

/** One prefix, as the router knows it. */
export interface RouteEntry extends Hop {
  readonly family: Family;
  readonly prefix: string;
  /** The node whose network it is, or the service. */
  readonly of: string | null;
  /** Neighbours to which the kernel sends its packets; `servers`: the site's own. Empty: it has no route, or keeps them. */
  readonly forwardsTo: readonly string[];
}

export interface RoutesResult {
  readonly lab: string;
  readonly node: string;
  readonly asn: number;
  readonly routes: readonly RouteEntry[];
  /** FRR chose as the ladder says, everywhere. */
  readonly agrees: boolean;
}

/**
 * Reads a router's routes: to its services' prefixes first, then in the order of the table.
 * @param prefix only this one
 * @throws LabError `usage` where there is no such router, or no such prefix in its table
 */
export async function routes(
  engine: Engine,
  labName: string | undefined,
  node: string,
  prefix: string | undefined,
): Promise<RoutesResult> {
  return withPlanAndAgent(engine, labName, async (lab, agent) => {
    const router = findRouter(lab.plan, node);
    const process = await namedProcess(engine, lab, router.name);
    const views = requireViews(lab, await routersOf(lab, agent)([process], meant(prefix)));
    const shown = entriesOf(lab.plan, router, views);
    if (shown.length === 0) throw knowsNone(lab.name, node, prefix);
    const ofServices = new Set(announcedPrefixes(lab.plan).map((each) => each.prefix));
    const sorted = shown.toSorted(
      (a, b) => Number(ofServices.has(b.prefix)) - Number(ofServices.has(a.prefix)),
    );
    return {
      ...{ lab: lab.name, node, asn: router.asn, routes: sorted },
      agrees: sorted.every((entry) => entry.agrees),
    };
  });
}

function knowsNone(lab: string, node: string, prefix: string | undefined): LabError {
  if (prefix === undefined) return new LabError('usage', `${node} knows no prefix`);
  const hint = `See them all: anycast-lab routes ${node} --lab ${lab}`;
  return new LabError('usage', `${node} knows no prefix ${prefix}`, hint);
}

/** None where what was meant to be a prefix is not one. */
function meant(prefix: string | undefined): readonly OriginatedPrefix[] | 'all' {
  if (prefix === undefined) return 'all';
  const family = parsePrefix(prefix)?.family;
  return family === undefined ? [] : [{ family, prefix }];
}

function entriesOf(plan: LabPlan, router: RouterPlan, views: PrefixViews): readonly RouteEntry[] {
  const hopOf = hopsIn(plan);
  const owners = ownersOf(plan);
  return [...views]
    .filter(([, { paths }]) => paths.length > 0)
    .map(([prefix, { paths, forwardsTo }]) => ({
      ...hopOf(router, paths),
      ...{ family: prefix.includes(':') ? 6 : 4, prefix, of: owners.get(prefix) ?? null, forwardsTo },
    }));
}

function ownersOf(plan: LabPlan): ReadonlyMap<string, string> {
  return new Map([
    ...plan.nodes
      .filter(isRouter)
      .flatMap(({ network, name }) => FAMILIES.map((family) => [network[family], name] as const)),
    ...plan.nodes
      .filter(isRouter)
      .flatMap(({ alsoAnnounces = [] }) => alsoAnnounces)
      .map(({ prefix, service }) => [prefix, service] as const),
    ...plan.services.flatMap(({ name, prefixes }) => prefixes.map(({ prefix }) => [prefix, name] as const)),
  ]);
}

function findRouter(plan: LabPlan, name: string): RouterPlan {
  const routers = plan.nodes.filter(isRouter);
  const found = routers.find((router) => router.name === name);
  if (found) return found;
  const known = routers.map((each) => each.name);
  throw new LabError('usage', `no router called ${name}`, meantOrAll(name, known, 'Routers'));
}
