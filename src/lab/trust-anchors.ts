/** What resolvers of a lab may trust: the keys that its zones are signed with, as the primary has them. */

import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { primaryOf, signedZones, unicastAddress } from '../plan/secondaries.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { notRunning } from './not-running.ts';

/** How long the primary may take to answer with its keys, in s. */
const PATIENCE = 5;

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
  const zones = signedZones(lab.plan);
  if (primary === undefined || zones.length === 0) return [];
  const [node] = await nodeProcesses(engine, lab, [primary]);
  if (node === undefined) throw notRunning(lab.name, primary.name);
  const agent: FabricAgent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const address = unicastAddress(primary);
    const keys = await agent.ask('dnskeys', { node, address, zones, timeout: PATIENCE });
    return zones.flatMap((zone) => (keys[zone] ?? []).map((key) => ({ zone, key })));
  } finally {
    await agent.close();
  }
}
