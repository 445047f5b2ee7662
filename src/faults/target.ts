/** What a fault is done to: a site with all that belongs to it, one server, or a link. */

import { exchangePorts } from '../plan/exchange-ports.ts';
import type { BalancerPlan, LabPlan, LinkPlan, PortPlan, RouterPlan, ServerPlan } from '../plan/lab-plan.ts';
import { siteNames, siteOfServer } from '../plan/roles.ts';

/** A link, seen from the target: its own end and the other. For a link by itself the first end is the near one. */
export interface TargetLink {
  readonly name: string;
  readonly near: PortPlan;
  /** Null: an exchange, whose other members keep their carrier. */
  readonly far: PortPlan | null;
}

export interface SiteTarget {
  readonly kind: 'site';
  readonly name: string;
  readonly edge: RouterPlan;
  readonly servers: readonly ServerPlan[];
  /** One or none. */
  readonly balancers: readonly BalancerPlan[];
  /** Those that lead to other routers. */
  readonly links: readonly TargetLink[];
  /** The fabric's ports of all of the site's nodes. */
  readonly ports: readonly string[];
  /** The fabric's ports of its servers, and of the balancer before them: queries come out of these. */
  readonly serverPorts: readonly string[];
}

export interface LinkTarget {
  readonly kind: 'link';
  readonly name: string;
  readonly links: readonly TargetLink[];
  readonly ports: readonly string[];
}

export interface ServerTarget {
  readonly kind: 'server';
  readonly name: string;
  readonly server: ServerPlan;
  /** None: what joins it to its site is left alone. */
  readonly links: readonly TargetLink[];
  readonly ports: readonly string[];
}

export type FaultTarget = SiteTarget | ServerTarget | LinkTarget;

/** Finds the site, server, link or port at an exchange of a name; undefined where there is none. */
export function findTarget(plan: LabPlan, name: string): FaultTarget | undefined {
  const edge = plan.nodes.find((node): node is RouterPlan => node.role === 'edge' && node.name === name);
  if (edge !== undefined) return siteTarget(plan, edge);
  const server = plan.nodes.find((node): node is ServerPlan => node.role === 'server' && node.name === name);
  if (server !== undefined) return { kind: 'server', name, server, links: [], ports: [] };
  const link = plan.links.find((candidate) => joinsRouters(candidate) && candidate.name === name);
  return link === undefined ? exchangeTarget(plan, name) : linkTarget(plan, link);
}

/** Names of all that a fault can be done to. */
export function targetNames(plan: LabPlan): {
  readonly sites: readonly string[];
  readonly servers: readonly string[];
  readonly links: readonly string[];
} {
  return {
    sites: siteNames(plan),
    servers: [...siteOfServer(plan).keys()],
    links: [...plan.links.filter(joinsRouters), ...exchangePorts(plan)].map((link) => link.name),
  };
}

function siteTarget(plan: LabPlan, edge: RouterPlan): SiteTarget {
  const servers = plan.nodes.filter(
    (node): node is ServerPlan => node.role === 'server' && node.site === edge.name,
  );
  const balancers = plan.nodes.filter(
    (node): node is BalancerPlan => node.role === 'balancer' && node.site === edge.name,
  );
  const names = new Set([edge, ...balancers, ...servers].map(({ name }) => name));
  const ports = plan.links.flatMap((link) => link.ports).filter((port) => names.has(port.node));
  return {
    kind: 'site',
    name: edge.name,
    edge,
    servers,
    balancers,
    links: plan.links
      .filter(
        (link) =>
          (joinsRouters(link) || link.kind === 'exchange') &&
          link.ports.some((port) => port.node === edge.name),
      )
      .flatMap((link) => seenFrom(link, edge.name)),
    ports: ports.map((port) => port.port),
    serverPorts: ports.filter((port) => port.node !== edge.name).map((port) => port.port),
  };
}

function joinsRouters({ kind }: LinkPlan): boolean {
  return kind === 'session' || kind === 'internal';
}

/** Its first end is the customer or, between peers and within a network, the one with the lower name. */
function linkTarget(plan: LabPlan, link: LinkPlan): LinkTarget {
  const session = plan.sessions.find((candidate) => candidate.link === link.name);
  const first = session?.a.node ?? link.ports[0]?.node;
  return {
    kind: 'link',
    name: link.name,
    links: first === undefined ? [] : seenFrom(link, first),
    ports: link.ports.map((port) => port.port),
  };
}

/** The port of one member at an exchange: the others keep theirs. */
function exchangeTarget(plan: LabPlan, name: string): LinkTarget | undefined {
  const found = exchangePorts(plan).find((each) => each.name === name);
  if (found === undefined) return undefined;
  const { link, port } = found;
  return { kind: 'link', name, links: seenFrom(link, port.node), ports: [port.port] };
}

function seenFrom(link: LinkPlan, node: string): readonly TargetLink[] {
  const near = link.ports.find((port) => port.node === node);
  const far = link.kind === 'exchange' ? null : link.ports.find((port) => port.node !== node);
  return near === undefined || far === undefined ? [] : [{ name: link.name, near, far }];
}

/** The fabric's ports at the ends of a link that a fault is done to. */
export function endPorts({ near, far }: TargetLink): readonly string[] {
  return far === null ? [near.port] : [near.port, far.port];
}
