/** One link of a lab that is up: what it is like, and what it is to be like from now on. */

import type { ImpairmentState } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { probeKernelFrom } from '../engine/kernel-features.ts';
import { type Cable, cablesOf, endsOf } from '../plan/cables.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { LinkCondition } from '../plan/link-condition.ts';
import { accessName } from '../plan/segments.ts';
import { isImpaired } from '../render/impairments.ts';
import { meantOrAll } from '../topology/names.ts';
import { MTU } from '../topology/quantities.ts';
import type { Impairment, LinkImpairments } from '../topology/topology.ts';
import { claimToChange } from './claim-lab.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { linkCondition, meansOf, requireOrder } from './impairments.ts';
import { LabError } from './lab-error.ts';

export interface LinkResult extends LinkCondition {
  readonly lab: string;
  readonly ends: readonly string[];
  /** What it was before; absent: nothing was to be changed. */
  readonly before?: LinkImpairments | null;
}

/** What is to be different; 0 takes it away. */
export interface LinkChange extends Impairment {
  readonly mtu?: number;
  /** The end that packets come from; absent: both ways. */
  readonly from?: string;
}

/**
 * Looks at a link, and changes it first where something is to be different. Packets that are on their way still arrive when they would have.
 * @throws LabError `usage` where there is no such link or end, or another command measures the lab; `not-ready` where this
 *   machine cannot impair links
 */
export async function link(
  engine: Engine,
  labName: string | undefined,
  name: string,
  change: LinkChange | undefined,
): Promise<LinkResult> {
  const lab = await openLab(engine, labName);
  const plan = requireLink(lab.plan, name);
  const ends = endsOf(plan);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const state = await agent.ask('impairments', {});
    const now = linkCondition(plan, state);
    if (change === undefined) return { lab: lab.name, ends, ...now };
    await claimToChange(lab.name, agent);
    const wanted = changed(plan, now.impairments, change);
    await order(engine, lab, agent, { link: plan, wanted, state });
    const after = linkCondition(plan, await agent.ask('impairments', {}));
    return { lab: lab.name, ends, ...after, before: now.impairments };
  } finally {
    await agent.close();
  }
}

interface Wish {
  readonly link: Cable;
  readonly wanted: LinkImpairments | undefined;
  readonly state: ImpairmentState;
}

async function order(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  { link: plan, wanted, state }: Wish,
): Promise<void> {
  const known = state.means ?? undefined;
  const means = known ?? meansOf(await probeKernelFrom(engine, lab.fabric.id));
  const names = new Set(plan.ports.map(({ node }) => node));
  const nodes = lab.plan.nodes.filter((node) => names.has(node.name));
  await agent.ask('impair', {
    means,
    links: [requireOrder(plan, wanted, means)],
    nodes: await nodeProcesses(engine, lab, nodes),
  });
}

/**
 * A link by its name, the access link of a client by the client's, or a port at an exchange.
 * @throws LabError `usage` where there is none with two ends
 */
function requireLink(plan: LabPlan, name: string): Cable {
  const cables = cablesOf(plan.links);
  const between = cables.filter(({ kind }) => kind === 'session' || kind === 'internal');
  const ports = cables.filter(({ lan }) => lan !== undefined);
  const links = [...between, ...cables.filter(({ kind }) => kind === 'access'), ...ports];
  const found = [name, accessName(name)].flatMap((each) => links.find((one) => one.name === each) ?? [])[0];
  if (found !== undefined) return found;
  const here = ports.filter(({ lan }) => lan === name).map((port) => port.name);
  if (here.length > 0) {
    throw new LabError(
      'usage',
      `${name} is an exchange, and a link has two ends`,
      `Name the port of a member: ${here.join(', ')}`,
    );
  }
  throw new LabError(
    'usage',
    `the lab ${plan.name} has no link called ${name}`,
    meantOrAll(
      name,
      [
        ...[...between, ...ports].map((link) => link.name),
        ...plan.nodes.filter(({ role }) => role === 'client' || role === 'primary').map(({ name }) => name),
      ],
      'Its links, and its clients for the links to them',
    ),
  );
}

/** What a link is to be after a change. */
function changed(
  cable: Cable,
  now: LinkImpairments | null,
  { mtu = now?.mtu, from, ...change }: LinkChange,
): LinkImpairments | undefined {
  const { name } = cable;
  const ends = endsOf(cable);
  if (from !== undefined && !ends.includes(from)) {
    throw new LabError('usage', `${from} is no end of ${name}`, `Its ends: ${ends.join(', ')}.`);
  }
  const ways = ends.toSorted().map((end) => {
    const way = { ...now?.from[end], ...(from === undefined || from === end ? change : {}) };
    return [end, sound(name, way)] as const;
  });
  const wanted: LinkImpairments = {
    ...(mtu === undefined || mtu === MTU.usual ? {} : { mtu }),
    from: Object.fromEntries(ways),
  };
  return isImpaired(wanted) || wanted.mtu !== undefined ? wanted : undefined;
}

/** Without what is 0, and in the order that plans have. */
function sound(name: string, way: Impairment): Impairment {
  const { latency = 0, jitter = 0 } = way;
  if (jitter > latency) {
    throw new LabError(
      'usage',
      `${name} would have a jitter of ${jitter / 1000} ms and a latency of ${latency / 1000} ms`,
      'No packet arrives before it is sent: give it a latency of as much at least.',
    );
  }
  const there = Object.entries(way).filter(([, value]) => value > 0);
  return Object.fromEntries(there.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
