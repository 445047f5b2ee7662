/** What belongs to a site, a server, a link or a whole lab when it is brought back. Pure. */
import type { FaultRecord, Mended, NotMended } from '../engine/agent-messages.ts';
import { endPorts, type FaultTarget, findTarget, targetNames } from '../faults/target.ts';
import { exchangePorts } from '../plan/exchange-ports.ts';
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { meantOrAll } from '../topology/names.ts';
import { LabError } from './lab-error.ts';

export interface Scope {
  readonly nodes: readonly NodePlan[];
  /** The fabric's ports. */
  readonly ports: readonly string[];
}

/**
 * The nodes and ports of a site, server or link; `null` is the whole lab. The other ends of links belong to it too: a crash may have
 * taken their carrier.
 * @throws LabError `usage` where there is no such site or link
 */
export function scopeOf(plan: LabPlan, name: string | null): Scope {
  if (name === null) {
    return { nodes: plan.nodes, ports: plan.links.flatMap((link) => link.ports.map(({ port }) => port)) };
  }
  const target = findTarget(plan, name);
  if (target === undefined) {
    const { sites, servers, links } = targetNames(plan);
    throw new LabError(
      'usage',
      `the lab ${plan.name} has no site, server or link called ${name}`,
      meantOrAll(name, [...sites, ...servers, ...links], 'Its sites, servers and links'),
    );
  }
  const ends = target.links.flatMap(endPorts);
  return {
    nodes: nodesOf(target),
    ports: [...new Set([...target.ports, ...ends])],
  };
}

function nodesOf(target: FaultTarget): readonly NodePlan[] {
  switch (target.kind) {
    case 'site':
      return [target.edge, ...target.balancers, ...target.servers];
    case 'server':
      return [target.server];
    case 'link':
      return [];
  }
}

/**
 * The faults that are over once a scope has been brought back: those of which all belongs to it, and nothing failed.
 * @param failed names of the nodes and ports that could not be brought back
 */
export function faultsOver(
  plan: LabPlan,
  records: readonly FaultRecord[],
  mended: Scope,
  failed: readonly string[],
): readonly FaultRecord[] {
  const good = new Set([...mended.nodes.map(({ name }) => name), ...mended.ports]);
  for (const name of failed) good.delete(name);
  return records.filter(({ target }) => {
    const { nodes, ports } = scopeOf(plan, target);
    return [...nodes.map(({ name }) => name), ...ports].every((name) => good.has(name));
  });
}

/**
 * What was mended, or was not, in names that users know: of a port of the fabric, that of its link, or its own at an exchange. What both ends of a link have in
 * common is told once.
 */
export function byLink<Told extends Mended | NotMended>(
  plan: LabPlan,
  told: readonly Told[],
): readonly Told[] {
  const links = new Map([
    ...plan.links.flatMap(({ name, ports }) => ports.map(({ port }) => [port, name] as const)),
    ...exchangePorts(plan).map(({ name, port }) => [port.port, name] as const),
  ]);
  const seen = new Set<string>();
  return told.flatMap((each) => {
    const link = links.get(each.node);
    if (link === undefined) return [each];
    const key = `${link} ${'what' in each ? each.what : ''}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...each, node: link }];
  });
}
