/** What of a plan can change while its lab runs: policies, timers, costs within networks, what links are like, and what zones hold. */
import { diffPlans } from './diff-plans.ts';
import type { IgpPlan, LabPlan, NeighborPlan, RouterPlan, ServicePlan } from './lab-plan.ts';
import { isRouter } from './roles.ts';
import { zonesOf } from './zones.ts';

/** How a plan differs from another in what cannot be changed in a lab that runs, in words, a line a difference. */
export function unchangeable(before: LabPlan, after: LabPlan): readonly string[] {
  const old = new Map(neighborsOf(before));
  const igps = new Map(before.nodes.filter(isRouter).map(({ name, igp }) => [name, igp]));
  const disguised: LabPlan = {
    ...after,
    timers: before.timers,
    expectedCatchment: before.expectedCatchment,
    services: after.services.map((service) => disguisedZones(before, service)),
    nodes: after.nodes.map((node) =>
      isRouter(node)
        ? {
            ...node,
            ...disguisedIgp(node, igps.get(node.name)),
            neighbors: node.neighbors.map((neighbor) => {
              const { timers, policy } = old.get(keyOf(node.name, neighbor)) ?? neighbor;
              return { ...neighbor, timers, policy };
            }),
          }
        : node,
    ),
  };
  return [...diffPlans(bare(before), bare(disguised)), ...changedLines(before, after)];
}

/** The routers of both plans that have other lines of FRR. */
function changedLines(before: LabPlan, after: LabPlan): readonly string[] {
  const old = new Map(before.nodes.filter(isRouter).map(({ name, frr = [] }) => [name, frr.join('\n')]));
  return after.nodes
    .filter(isRouter)
    .filter(({ name, frr = [] }) => old.has(name) && old.get(name) !== frr.join('\n'))
    .map(({ name }) => `lines of FRR at ${name} changed`);
}

/** With what its zones held before, as far as they were there. */
function disguisedZones(before: LabPlan, service: ServicePlan): ServicePlan {
  const was = before.services.find(({ name }) => name === service.name);
  if (service.zones === undefined || was?.zones === undefined) return service;
  const old = new Map(was.zones.map((zone) => [zone.name, zone]));
  return { ...service, zones: service.zones.map((zone) => old.get(zone.name) ?? zone) };
}

/** Names of the zones that hold something else than before. */
export function changedZones(before: LabPlan, after: LabPlan): readonly string[] {
  const contents = ({ services }: LabPlan) =>
    new Map(services.flatMap(zonesOf).map((zone) => [zone.name, JSON.stringify(zone)]));
  const old = contents(before);
  return [...contents(after)].filter(([name, zone]) => old.get(name) !== zone).map(([name]) => name);
}

/** With links that are nothing but cables, and routers without the marks that follow from policies, and without lines of their own. */
function bare(plan: LabPlan): LabPlan {
  return {
    ...plan,
    links: plan.links.map(({ impairments: _, ...link }) => ({
      ...link,
      ports: link.ports.map(({ impairments: __, ...port }) => port),
    })),
    nodes: plan.nodes.map((node) => {
      if (!isRouter(node)) return node;
      const { withheld: _, frr: __, ...router } = node;
      return router;
    }),
  };
}

/** With the costs and timers that it had on the links that it has had before too. */
function disguisedIgp({ igp }: RouterPlan, before: IgpPlan | undefined): { readonly igp?: IgpPlan } {
  if (igp === undefined || before === undefined) return {};
  const old = new Map(before.interfaces.map((each) => [each.link, each.cost]));
  const interfaces = igp.interfaces.map((each) => ({ ...each, cost: old.get(each.link) ?? each.cost }));
  return { igp: { ...igp, hello: before.hello, dead: before.dead, interfaces } };
}

/** One end of a session that has to begin anew, so that keepalive and hold time become what they should be. */
export interface SessionReset {
  readonly node: string;
  readonly address: string;
}

/** The sessions whose keepalive or hold time change, one end of each: FRR agrees on them as a session begins (RFC 4271, section 4.2). */
export function sessionsToReset(before: LabPlan, after: LabPlan): readonly SessionReset[] {
  const old = new Map(neighborsOf(before));
  const changed = new Set(
    neighborsOf(after).flatMap(([key, { timers }]) => {
      const was = old.get(key)?.timers;
      return was?.keepalive === timers.keepalive && was.hold === timers.hold ? [] : [key];
    }),
  );
  return after.sessions
    .filter(({ a, b }) => changed.has(`${a.node} ${b.address}`) || changed.has(`${b.node} ${a.address}`))
    .map(({ a, b }) => ({ node: a.node, address: b.address }));
}

function neighborsOf(plan: LabPlan): readonly (readonly [string, NeighborPlan])[] {
  return plan.nodes
    .filter(isRouter)
    .flatMap(({ name, neighbors }) => neighbors.map((each) => [keyOf(name, each), each] as const));
}

function keyOf(node: string, { address }: NeighborPlan): string {
  return `${node} ${address}`;
}
