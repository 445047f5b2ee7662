/** Links and ports at exchanges that are more than cables: put on a lab as it comes up, looked at, and put back. */

import type { ImpairmentState, NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { type KernelReport, probeKernelFrom } from '../engine/kernel-features.ts';
import { type Cable, cablesOf } from '../plan/cables.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { LinkCondition } from '../plan/link-condition.ts';
import { isImpaired, type LinkOrder, linkOrder, type Means, mechanismFor } from '../render/impairments.ts';
import type { LinkImpairments } from '../topology/topology.ts';
import { LabError } from './lab-error.ts';

/** How many links are impaired, and by what. */
export interface ImpairedLinks {
  readonly kernel: number;
  readonly line: number;
  /** Plain cables, although the topology says otherwise: as the user wished. */
  readonly ignored: number;
}

/** With these, nothing is impaired. */
const NO_MEANS: Means = { netem: false, tbf: false, line: false };

/**
 * Makes a lab's links what the plan says, before its nodes are wired.
 * @param fabric id of its container
 * @param ignore leave out latency, loss and rate
 * @throws LabError `not-ready` where this machine can do no such thing
 */
export async function impairLinks(
  engine: Engine,
  plan: LabPlan,
  agent: FabricAgent,
  { fabric, ignore }: { readonly fabric: string; readonly ignore: boolean },
): Promise<ImpairedLinks> {
  const special = cablesOf(plan.links).filter(({ impairments }) => impairments !== undefined);
  const impaired = special.filter(({ impairments }) => isImpaired(impairments));
  if (special.length === 0) return { kernel: 0, line: 0, ignored: 0 };
  const report = ignore || impaired.length === 0 ? undefined : await probeKernelFrom(engine, fabric);
  const means = report === undefined ? NO_MEANS : meansOf(report);
  const orders = special.map((link) => plannedOrder(link, means));
  const helpless = impaired.filter((link) => mechanismFor(link, link.impairments, means) === undefined);
  if (report !== undefined && helpless.length > 0) throw noMeans(report, helpless);
  await agent.ask('impair', { means, links: orders, nodes: [] });
  const by = (mechanism: LinkOrder['mechanism']) =>
    orders.filter((order) => order.mechanism === mechanism).length;
  return { kernel: by('kernel'), line: by('line'), ignored: ignore ? impaired.length : 0 };
}

/**
 * Makes some of a lab's links what the plan says again; the delay line is started wherever it is needed and has died.
 * @param processes of those of their nodes that run
 * @returns names of the links that were not as planned, and whether the delay line had died; null: there is nothing special
 */
export async function restoreLinks(
  agent: FabricAgent,
  links: readonly Cable[],
  processes: readonly NodeProcess[],
): Promise<{ changed: readonly string[]; started: boolean; before: number; after: number } | null> {
  const state = await agent.ask('impairments', {});
  const concerned = specialLinks(links, state);
  if (concerned.length === 0 && Object.keys(state.links).length === 0) return null;
  const orders = concerned.map((link) => plannedOrder(link, state.means ?? NO_MEANS));
  return agent.ask('impair', { links: orders, nodes: processes });
}

/**
 * Makes the links of a lab that runs what a changed plan says. Packets that are on their way still arrive when they would have.
 * @param links of the changed plan
 * @param processes of the nodes at their ends
 * @returns names of the links that are another now
 * @throws LabError `not-ready` where nothing has been impaired before, and this machine can do no such thing
 */
export async function changeLinks(
  engine: Engine,
  fabric: string,
  agent: FabricAgent,
  links: readonly Cable[],
  processes: readonly NodeProcess[],
): Promise<readonly string[]> {
  const state = await agent.ask('impairments', {});
  const concerned = specialLinks(links, state);
  if (concerned.length === 0) return [];
  const means = state.means ?? meansOf(await probeKernelFrom(engine, fabric));
  const orders = concerned.map((link) =>
    state.means === null ? requireOrder(link, link.impairments, means) : plannedOrder(link, means),
  );
  return (await agent.ask('impair', { means, links: orders, nodes: processes })).changed;
}

/** Every link that is, or by the topology should be, more than a cable. */
export function linkConditions(plan: LabPlan, state: ImpairmentState): readonly LinkCondition[] {
  return specialLinks(cablesOf(plan.links), state).map((link) => linkCondition(link, state));
}

function specialLinks(links: readonly Cable[], state: ImpairmentState): readonly Cable[] {
  return links.filter(
    ({ name, impairments }) => impairments !== undefined || Object.hasOwn(state.links, name),
  );
}

/** One link as it is now. */
export function linkCondition(link: Cable, state: ImpairmentState): LinkCondition {
  const order = Object.hasOwn(state.links, link.name) ? state.links[link.name] : undefined;
  const planned = link.impairments ?? null;
  const impairments = order?.impairments ?? null;
  const mechanism = order?.mechanism ?? null;
  return {
    link: link.name,
    mechanism,
    impairments,
    planned,
    asPlanned:
      JSON.stringify(impairments) === JSON.stringify(planned) &&
      (mechanism !== null) === isImpaired(planned ?? undefined),
    works: mechanism !== 'line' || state.line,
  };
}

/**
 * What a link is to be, as an order to the agent.
 * @throws LabError `not-ready` where this machine can do no such thing
 */
export function requireOrder(link: Cable, impairments: LinkImpairments | undefined, means: Means): LinkOrder {
  const mechanism = mechanismFor(link, impairments, means);
  if (mechanism !== undefined) return linkOrder(link, impairments, mechanism);
  const lacking = link.lan === undefined ? 'neither netem nor packet sockets' : 'no packet sockets';
  throw new LabError(
    'not-ready',
    `nothing here can impair ${link.name}: the lab was started with --ignore-impairments, or the kernel has ${lacking}`,
    'See: anycast-lab doctor',
  );
}

/** What a kernel's report says of impairing links. */
export function meansOf({ netem, tbf, packet }: KernelReport): Means {
  return { netem: netem === undefined, tbf: tbf === undefined, line: packet === undefined };
}

/** Without the means, the link keeps its MTU. */
function plannedOrder(link: Cable, means: Means): LinkOrder {
  return linkOrder(link, link.impairments, mechanismFor(link, link.impairments, means) ?? null);
}

function noMeans(report: KernelReport, links: readonly Cable[]): LabError {
  const names = links.map(({ name }) => name);
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const why = (['netem', 'tbf', 'packet'] as const)
    .flatMap((feature) => (report[feature] === undefined ? [] : [`${feature}: ${report[feature]}`]))
    .join('; ');
  return new LabError(
    'not-ready',
    `${shown.join(', ')}: this machine can give links neither latency, loss nor a rate (${why})`,
    'Mend what "anycast-lab doctor" says, or go on without them: --ignore-impairments',
  );
}
