/** A router's BGP table beside the routes that its kernel forwards by. */
import type { Engine } from '../engine/connect.ts';
import { type Hop, hopsIn } from '../explain/journey.ts';
import { announcedPrefixes } from '../plan/announced.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { parsePrefix } from '../topology/cidr.ts';
import { meantOrAll } from '../topology/names.ts';
import { FAMILIES, type Family } from '../topology/topology.ts';
import { type Lab, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { readKernel } from './read-kernel.ts';
import { readPaths, readTable } from './read-paths.ts';

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
  const lab = await openLab(engine, labName);
  const router = findRouter(lab.plan, node);
  const tables = await Promise.all(
    familiesOf(prefix).map((family) => readFamily(engine, lab, router, family, prefix)),
  );
  const shown = tables.flat();
  if (shown.length === 0) {
    throw new LabError(
      'usage',
      prefix === undefined ? `${node} knows no prefix` : `${node} knows no prefix ${prefix}`,
      prefix === undefined ? undefined : `See them all: anycast-lab routes ${node} --lab ${lab.name}`,
    );
  }
  const ofServices = new Set(announcedPrefixes(lab.plan).map((each) => each.prefix));
  const [services, others] = [true, false].map((wanted) =>
    shown.filter((entry) => ofServices.has(entry.prefix) === wanted),
  );
  const sorted = [...(services ?? []), ...(others ?? [])];
  return {
    ...{ lab: lab.name, node, asn: router.asn, routes: sorted },
    agrees: sorted.every((entry) => entry.agrees),
  };
}

/** Those of the table; none where what was meant to be a prefix is not one. */
function familiesOf(prefix: string | undefined): readonly Family[] {
  if (prefix === undefined) return FAMILIES;
  const parsed = parsePrefix(prefix);
  return parsed === undefined ? [] : [parsed.family];
}

async function readFamily(
  engine: Engine,
  lab: Lab,
  router: RouterPlan,
  family: Family,
  prefix: string | undefined,
): Promise<readonly RouteEntry[]> {
  const [table, kernel] = await Promise.all([
    prefix === undefined
      ? readTable(engine, lab, router, family)
      : readEntry(engine, lab, router, { family, prefix }),
    readKernel(engine, lab, router, family),
  ]);
  const hopOf = hopsIn(lab.plan);
  const owners = ownersOf(lab.plan, family);
  return [...table].map(([prefix, paths]) => ({
    ...hopOf(router, paths),
    ...{ family, prefix, of: owners.get(prefix) ?? null, forwardsTo: kernel.get(prefix) ?? [] },
  }));
}

/** The part of a table that is about one prefix: empty where the router does not know it. */
async function readEntry(
  engine: Engine,
  lab: Lab,
  router: RouterPlan,
  of: { readonly family: Family; readonly prefix: string },
): ReturnType<typeof readTable> {
  const paths = await readPaths(engine, lab, router, of);
  return new Map(paths.length === 0 ? [] : [[of.prefix, paths]]);
}

function ownersOf(plan: LabPlan, family: Family): ReadonlyMap<string, string> {
  return new Map([
    ...plan.nodes.filter(isRouter).map(({ network, name }) => [network[family], name] as const),
    ...plan.nodes
      .filter(isRouter)
      .flatMap(({ alsoAnnounces = [] }) => alsoAnnounces)
      .map(({ prefix, service }) => [prefix, service] as const),
    ...plan.services.flatMap(({ name, prefixes }) =>
      prefixes.filter((each) => each.family === family).map(({ prefix }) => [prefix, name] as const),
    ),
  ]);
}

function findRouter(plan: LabPlan, name: string): RouterPlan {
  const routers = plan.nodes.filter(isRouter);
  const found = routers.find((router) => router.name === name);
  if (found) return found;
  const known = routers.map((each) => each.name);
  throw new LabError('usage', `no router called ${name}`, meantOrAll(name, known, 'Routers'));
}
