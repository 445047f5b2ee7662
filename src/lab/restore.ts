/** Undoing a withdrawal: every site announces what it should. */
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, type NodeProcess, startAgent } from '../engine/fabric-agent.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { originatedPrefixes } from './originated.ts';

export interface RestoreResult {
  readonly lab: string;
  readonly restored: readonly { readonly site: string; readonly prefixes: readonly string[] }[];
  /** Sites of which nothing could be learnt, and why. */
  readonly failed: readonly { readonly site: string; readonly reason: string }[];
}

/**
 * Lets a site, or every site, announce all of its prefixes again. What is announced already is left alone, so that it
 * can be repeated.
 * @throws LabError `usage` where there is no such site
 */
export async function restore(
  engine: Engine,
  labName: string | undefined,
  site: string | undefined,
): Promise<RestoreResult> {
  const lab = await openLab(engine, labName);
  const edges = site === undefined ? sites(lab) : [findSite(lab, site)];
  const processes = await nodeProcesses(engine, lab, edges);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const restored = [];
    const failed = [];
    for (const edge of edges) {
      const process = processes.find((p) => p.name === edge.name);
      const done = process
        ? await announceMissing(agent, lab, edge, process)
        : { reason: 'it is not running' };
      if ('reason' in done) failed.push({ site: edge.name, ...done });
      else if (done.prefixes.length > 0) restored.push({ site: edge.name, ...done });
    }
    return { lab: lab.name, restored, failed };
  } finally {
    await agent.close();
  }
}

/** Lets a site announce what it should and does not; returns that, or why its router could not be asked. */
export async function announceMissing(
  agent: FabricAgent,
  lab: Lab,
  edge: RouterPlan,
  process: NodeProcess,
): Promise<{ readonly prefixes: readonly string[] } | { readonly reason: string }> {
  const prefixes = originatedPrefixes(lab.plan, edge);
  const [state] = await agent.ask('look', { routers: [{ ...process, prefixes }] });
  if (state === undefined || 'error' in state) return { reason: state?.error ?? 'it does not answer' };
  const missing = prefixes.filter(({ prefix }) => !state.originates.includes(prefix));
  if (missing.length > 0) await agent.ask('announce', { ...process, asn: edge.asn, prefixes: missing });
  return { prefixes: missing.map(({ prefix }) => prefix) };
}

/**
 * The edge of a site.
 * @throws LabError `usage` where there is no such site
 */
export function findSite(lab: Lab, name: string): RouterPlan {
  const found = sites(lab).find((edge) => edge.name === name);
  if (found) return found;
  const names = sites(lab).map((edge) => edge.name);
  throw new LabError(
    'usage',
    `the lab ${lab.name} has no site called ${name}`,
    `Its sites: ${names.join(', ')}`,
  );
}

function sites(lab: Lab): readonly RouterPlan[] {
  return lab.plan.nodes.filter(isRouter).filter((router) => router.role === 'edge');
}
