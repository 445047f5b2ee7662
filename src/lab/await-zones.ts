/** What has to be there before servers can have their zones from the primary, and that they have them. */
import type { NodeProcess, ReadinessFailure } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, PrimaryPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { primaryOf, signedZones, unicastAddress, zoneNames, zonesAtServers } from '../plan/secondaries.ts';
import type { StartedNode } from './agent-requests.ts';
import { LabError } from './lab-error.ts';
import { askForKeys, handOverKeys } from './trust-anchors.ts';

/** `deadline` on performance.now()'s clock. */
interface Waiting {
  readonly nodes: readonly StartedNode[];
  readonly deadline: number;
}

/**
 * Waits until the primary serves its zones, signed where they are to be, and it and every site have routes to each other: a server that asks sooner would ask again only after
 * seconds. Nothing to wait for where there is no primary. Clients whose resolvers validate have the keys then.
 * @throws LabError `not-ready` at the deadline
 */
export async function awaitPrimary(agent: FabricAgent, plan: LabPlan, waiting: Waiting): Promise<void> {
  const primary = primaryOf(plan);
  if (primary === undefined) return;
  const processes = waiting.nodes.map(processOf);
  const own = processes.filter(({ name }) => name === primary.name);
  const targets = own.flatMap((process) =>
    zoneNames(plan).map((zone) => ({ ...process, zone, address: unicastAddress(primary), newer: -1 })),
  );
  const found = await agent.ask('serials', { targets, timeout: left(waiting.deadline) });
  const index = found.findIndex(({ serial }) => serial === null);
  if (index >= 0) {
    throw late(plan, `the primary does not serve ${targets[index]?.zone}: ${found[index]?.seen}`);
  }
  const [process] = own;
  const signed = signedZones(plan);
  if (process !== undefined && signed.length > 0) {
    const timeout = left(waiting.deadline);
    const keys = await askForKeys(agent, plan, { primary, node: process, timeout });
    const unsigned = signed.find((zone) => !keys.some((key) => key.zone === zone));
    if (unsigned !== undefined) throw late(plan, `the primary has not signed ${unsigned}`);
    await handOverKeys(agent, plan, waiting.nodes, keys);
  }
  const readiness = await agent.ask('await', {
    routers: routesWanted(plan, primary, processes),
    clients: [],
    checking: [],
    balancers: [],
    quiet: 0,
    timeout: left(waiting.deadline),
  });
  if (!readiness.ready) throw late(plan, failureText(readiness.failures));
}

/** The primary's router has a route to the network of every site, and each of these to that router's. */
function routesWanted(plan: LabPlan, primary: PrimaryPlan, processes: readonly NodeProcess[]) {
  const sites = new Set(zonesAtServers(plan).map(({ server }) => server.site));
  const routers = plan.nodes.filter(isRouter);
  const edges = routers.filter(({ name }) => sites.has(name));
  const gateway = routers.filter(({ name }) => name === primary.router);
  const ways = [
    ...edges.map(({ name }) => ({ name, prefixes: gateway.map(({ network }) => [network[4], network[6]]) })),
    ...gateway.map(({ name }) => ({ name, prefixes: edges.map(({ network }) => [network[4], network[6]]) })),
  ];
  return ways.flatMap(({ name, prefixes }) => {
    const process = processes.find((each) => each.name === name);
    return process === undefined ? [] : [{ ...process, prefixes, sessions: [], igp: [], bfd: [] }];
  });
}

/**
 * Waits until every server has its zones from the primary.
 * @throws LabError `not-ready` at the deadline, with a server and a zone that it has not
 */
export async function awaitZones(agent: FabricAgent, plan: LabPlan, waiting: Waiting): Promise<void> {
  if (primaryOf(plan) === undefined) return;
  const pids = new Map(waiting.nodes.map(({ plan: { name }, pid }) => [name, pid]));
  const targets = zonesAtServers(plan).map(({ zone, server }) => ({
    ...{ name: server.name, pid: pids.get(server.name) ?? 0 },
    ...{ zone, address: unicastAddress(server), newer: -1 },
  }));
  const found = await agent.ask('serials', { targets, timeout: left(waiting.deadline) });
  const missing = targets.flatMap(({ name, zone }, index) => {
    const seen = found[index];
    return seen === undefined || seen.serial !== null ? [] : [`${name} has no ${zone} (${seen.seen})`];
  });
  if (missing.length > 0) throw late(plan, `from the primary ${missing.slice(0, 5).join(', ')}`);
}

function processOf({ plan: { name }, pid }: StartedNode): NodeProcess {
  return { name, pid };
}

/** Seconds until a deadline on performance.now()'s clock; 0 once it has passed. */
export function left(deadline: number): number {
  return Math.max(0, (deadline - performance.now()) / 1000);
}

function failureText(failures: readonly ReadinessFailure[]): string {
  const [failure] = failures;
  return failure === undefined
    ? 'sites and the primary have no routes to each other'
    : `${failure.node} and the primary cannot reach each other: ${failure.seen}`;
}

function late(plan: LabPlan, what: string): LabError {
  return new LabError(
    'not-ready',
    `the zones of ${plan.name} are not where they should be in time: ${what}`,
    'Give it longer with --timeout, or look inside with --keep, then: anycast-lab logs NODE',
  );
}
