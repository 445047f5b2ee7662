/** Why a client is answered by the site that answers it: each router's choice on the way, and the way that packets really take. */

import type { FaultRecord } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { follow, type Journey } from '../explain/journey.ts';
import { type NearerSite, nearerSites, type RoundTrips } from '../explain/nearer-sites.ts';
import type { ClientPlan, LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { nodesByAddress } from '../plan/node-addresses.ts';
import { isRouter } from '../plan/roles.ts';
import type { Family, ServicePrefix } from '../topology/topology.ts';
import { findClient } from './find-client.ts';
import { type Lab, withLabAndAgent } from './find-lab.ts';
import { findService, requirePrefixes } from './find-service.ts';
import { linkConditions } from './impairments.ts';
import { LabError } from './lab-error.ts';
import { type RouterView, requireViews, routersOf } from './router-views.ts';
import { runningContainer, runningProcess } from './running-container.ts';
import { type SessionDown, sessionsDown } from './sessions-down.ts';

export interface ExplainOptions {
  readonly lab: string | undefined;
  readonly client: string;
  /** Absent: the only one. */
  readonly service: string | undefined;
  /** Absent: both, or those that the service has. */
  readonly family: Family | undefined;
}

/** One IP version of it. */
export interface Explanation extends Journey {
  readonly family: Family;
  readonly prefix: string;
  readonly address: string;
  /** The nodes that answered a traceroute, in turn; an address where it is no node's, null where nobody answered. */
  readonly trace: readonly (string | null)[];
  readonly nearer: readonly NearerSite[];
}

export interface ExplainResult {
  readonly lab: string;
  readonly client: string;
  readonly service: string;
  readonly explanations: readonly Explanation[];
  /** The faults in force. */
  readonly faults: readonly Pick<FaultRecord, 'kind' | 'target'>[];
  /** FRR chose as the ladder says, everywhere. */
  readonly agrees: boolean;
  /** Everything ends at a site. */
  readonly good: boolean;
  /** Sessions that are down at routers on the way or, where a way ends without a route, anywhere in the lab; each once. */
  readonly down: readonly SessionDown[];
}

/**
 * Explains where a client's queries go, and why.
 * @throws LabError `usage` where there is no such client or service; `not-running` where it or a router on the way does not run,
 *   `not-ready` where one does not answer
 */
export async function explain(engine: Engine, options: ExplainOptions): Promise<ExplainResult> {
  return withLabAndAgent(engine, options.lab, async (lab, agent) => {
    const client = findClient(lab.plan, options.client);
    const service = findService(lab.plan, options.service);
    const prefixes = requirePrefixes(service, options.family);
    const [{ roundTrips, faults }, ways] = await Promise.all([
      readState(lab, agent),
      Promise.all(prefixes.map((prefix) => readWay(engine, lab, agent, client, prefix))),
    ]);
    const explanations = ways.map((way) => ({
      ...way,
      nearer: nearerSites(lab.plan, service, way, roundTrips),
    }));
    const down = await sessionsDown(engine, lab, agent, routersToAsk(lab.plan, ways));
    return summarize({
      ...{ lab: lab.name, client: client.name, service: service.name },
      ...{ explanations, faults, down },
    });
  });
}

function summarize(found: Omit<ExplainResult, 'agrees' | 'good'>): ExplainResult {
  const { explanations } = found;
  return {
    ...found,
    agrees: explanations.every(({ hops }) => hops.every((hop) => hop.agrees)),
    good: explanations.every(({ end }) => end.kind === 'site'),
  };
}

/** Those on the way or, where one has no route, all of them: what it lacks may have been lost far from it. */
function routersToAsk(plan: LabPlan, ways: readonly Journey[]): readonly RouterPlan[] {
  const passed = new Set(ways.flatMap(({ hops }) => hops.map(({ router }) => router)));
  const isEverywhere = ways.some(({ end }) => end.kind === 'no-route');
  return plan.nodes.filter(isRouter).filter(({ name }) => isEverywhere || passed.has(name));
}

/** What the routers say, and where packets go. */
async function readWay(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  client: ClientPlan,
  { family, prefix, address }: ServicePrefix,
): Promise<Omit<Explanation, 'nearer'>> {
  const askRouters = routersOf(lab, agent);
  const view = async ({ name }: RouterPlan, longest: string): Promise<RouterView | undefined> => {
    const asked = await askRouters([await runningProcess(engine, lab, name)], [{ family, prefix: longest }]);
    return requireViews(lab, asked).get(longest);
  };
  const [journey, trace] = await Promise.all([
    follow(
      lab.plan,
      client.router,
      { prefix, address },
      {
        paths: async (router, longest) => (await view(router, longest))?.paths ?? [],
        forwardsTo: async (router, longest) => (await view(router, longest))?.forwardsTo ?? [],
      },
    ),
    traceRoute(engine, lab, client.name, address),
  ]);
  return { family, prefix, address, ...journey, trace };
}

/** What links add to a round trip as they are now, and the faults in force. */
async function readState(
  lab: Lab,
  agent: FabricAgent,
): Promise<{ readonly roundTrips: RoundTrips; readonly faults: ExplainResult['faults'] }> {
  const conditions = linkConditions(lab.plan, await agent.ask('impairments', {}));
  const roundTrips = new Map(
    conditions.flatMap(({ link, impairments }) => {
      const ways = Object.values(impairments?.from ?? {});
      const latency = ways.reduce((sum, way) => sum + (way.latency ?? 0), 0);
      return latency === 0 ? [] : [[link, latency] as const];
    }),
  );
  const records = await agent.ask('faults', {});
  return { roundTrips, faults: records.map(({ kind, target }) => ({ kind, target })) };
}

/** Rounds of probes, s between them, and s until the last of them have been answered: a lab's routers are near. */
const ROUNDS = ['--report-cycles', '2', '--interval', '0.2', '--gracetime', '0.5'];

async function traceRoute(
  engine: Engine,
  lab: Lab,
  client: string,
  address: string,
): Promise<readonly (string | null)[]> {
  const container = runningContainer(lab, client);
  const { exitCode, stdout, stderr } = await runProgram(engine, container, client, [
    ...['mtr', '--no-dns', '--json', ...ROUNDS, address],
  ]);
  if (exitCode !== 0) throw new LabError('not-ready', `mtr at ${client} failed: ${stderr.trim()}`);
  const { report } = JSON.parse(stdout) as { report: { hubs: readonly { host: string }[] } };
  const nodes = nodesByAddress(lab.plan);
  return report.hubs.map(({ host }) => (host === '???' ? null : (nodes.get(host) ?? host)));
}
