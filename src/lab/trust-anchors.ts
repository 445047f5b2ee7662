/** What resolvers of a lab may trust: the keys that its zones are signed with, as the primary has them. */

import type { NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, PrimaryPlan } from '../plan/lab-plan.ts';
import { primaryOf, signedZones, unicastAddress } from '../plan/secondaries.ts';
import { validates } from '../render/trust-anchors.ts';
import { type StartedNode, wireRequest } from './agent-requests.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { notRunning } from './not-running.ts';

/** How long the primary may take to answer with its keys, in s. */
const PATIENCE = 5;

/** Where in the fabric they are kept, from where resolvers get them (images/fabric/agent/anchors.py). */
const KEPT = 'trust-anchors';

export interface TrustAnchor {
  readonly zone: string;
  /** `257 3 13 base64`, as in a DNSKEY record (RFC 4034, section 2.2). */
  readonly key: string;
}

/**
 * The keys of all signed zones of a lab; none where nothing is signed.
 * @throws LabError `not-running` where the primary does not run
 */
export async function trustAnchors(engine: Engine, lab: Lab): Promise<readonly TrustAnchor[]> {
  const primary = primaryOf(lab.plan);
  if (primary === undefined || signedZones(lab.plan).length === 0) return [];
  const [node] = await nodeProcesses(engine, lab, [primary]);
  if (node === undefined) throw notRunning(lab.name, primary.name);
  const agent: FabricAgent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    return await askForKeys(agent, lab.plan, { primary, node, timeout: PATIENCE });
  } finally {
    await agent.close();
  }
}

interface Asked {
  readonly primary: PrimaryPlan;
  readonly node: NodeProcess;
  /** In s. */
  readonly timeout: number;
}

/** The keys of all signed zones, asked for until each has one; of a zone that has none by then there is none. */
export async function askForKeys(
  agent: FabricAgent,
  plan: LabPlan,
  { primary, node, timeout }: Asked,
): Promise<readonly TrustAnchor[]> {
  const zones = signedZones(plan);
  const keys = await agent.ask('dnskeys', { node, address: unicastAddress(primary), zones, timeout });
  return zones.flatMap((zone) => (keys[zone] ?? []).map((key) => ({ zone, key })));
}

/**
 * Keeps the keys in the lab, and gives them to those nodes whose resolvers validate, which may start then. They stay the same for as long as the
 * lab is there: a resolver that is wired anew gets what is kept.
 */
export async function handOverKeys(
  agent: FabricAgent,
  plan: LabPlan,
  nodes: readonly StartedNode[],
  anchors: readonly TrustAnchor[],
): Promise<void> {
  if (anchors.length === 0) return;
  const lines = anchors.map(({ zone, key }) => `${zone}. IN DNSKEY ${key}\n`);
  await agent.ask('store', { files: { [KEPT]: lines.join('') } });
  const resolvers = nodes.filter((node) => validates(plan, node.plan));
  if (resolvers.length > 0) await agent.ask('wire', wireRequest(plan, resolvers));
}
