/** What a fault is done to: a site with all that belongs to it, or a link. */
import type { LabPlan, LinkPlan, PortPlan, RouterPlan, ServerPlan } from '../plan/lab-plan.ts';
import { siteNames } from '../plan/roles.ts';

/** A link, seen from the target: its own end and the other. For a link by itself the first end is the near one. */
export interface TargetLink {
  readonly name: string;
  readonly near: PortPlan;
  readonly far: PortPlan;
}

export interface SiteTarget {
  readonly kind: 'site';
  readonly name: string;
  readonly edge: RouterPlan;
  readonly servers: readonly ServerPlan[];
  /** Those that lead to other networks. */
  readonly links: readonly TargetLink[];
  /** The fabric's ports of all of the site's nodes. */
  readonly ports: readonly string[];
  /** The fabric's ports of its servers: queries come out of these. */
  readonly serverPorts: readonly string[];
}

export interface LinkTarget {
  readonly kind: 'link';
  readonly name: string;
  readonly links: readonly TargetLink[];
  readonly ports: readonly string[];
}

export type FaultTarget = SiteTarget | LinkTarget;

/** Finds the site or link of a name; undefined where there is none. */
export function findTarget(plan: LabPlan, name: string): FaultTarget | undefined {
  const edge = plan.nodes.find((node): node is RouterPlan => node.role === 'edge' && node.name === name);
  if (edge !== undefined) return siteTarget(plan, edge);
  const link = plan.links.find((candidate) => candidate.kind === 'session' && candidate.name === name);
  return link === undefined ? undefined : linkTarget(plan, link);
}

/** Names of all that a fault can be done to: sites, then links. */
export function targetNames(plan: LabPlan): {
  readonly sites: readonly string[];
  readonly links: readonly string[];
} {
  return {
    sites: siteNames(plan),
    links: plan.links.filter((link) => link.kind === 'session').map((link) => link.name),
  };
}

function siteTarget(plan: LabPlan, edge: RouterPlan): SiteTarget {
  const servers = plan.nodes.filter(
    (node): node is ServerPlan => node.role === 'server' && node.site === edge.name,
  );
  const names = new Set([edge.name, ...servers.map((server) => server.name)]);
  const ports = plan.links.flatMap((link) => link.ports).filter((port) => names.has(port.node));
  return {
    kind: 'site',
    name: edge.name,
    edge,
    servers,
    links: plan.links
      .filter((link) => link.kind === 'session' && link.ports.some((port) => port.node === edge.name))
      .flatMap((link) => seenFrom(link, edge.name)),
    ports: ports.map((port) => port.port),
    serverPorts: ports.filter((port) => port.node !== edge.name).map((port) => port.port),
  };
}

/** Its first end is the customer or, between peers, the one that the author wrote first. */
function linkTarget(plan: LabPlan, link: LinkPlan): LinkTarget {
  const session = plan.sessions.find((candidate) => candidate.link === link.name);
  return {
    kind: 'link',
    name: link.name,
    links: session === undefined ? [] : seenFrom(link, session.a.node),
    ports: link.ports.map((port) => port.port),
  };
}

function seenFrom(link: LinkPlan, node: string): readonly TargetLink[] {
  const near = link.ports.find((port) => port.node === node);
  const far = link.ports.find((port) => port.node !== node);
  return near === undefined || far === undefined ? [] : [{ name: link.name, near, far }];
}
