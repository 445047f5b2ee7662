/** Where each node of a lab is drawn: layers by how many providers stand above it; the same every time. */
import type { LabPlan } from '../plan/lab-plan.ts';
import { isClient, isRouter } from '../plan/roles.ts';

export interface DrawnNode {
  readonly name: string;
  readonly role: 'edge' | 'router' | 'client';
  readonly x: number;
  readonly y: number;
}

export interface DrawnLink {
  readonly from: string;
  readonly to: string;
  readonly kind: 'transit' | 'peering' | 'internal' | 'access';
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly DrawnNode[];
  readonly links: readonly DrawnLink[];
}

/** Between the middles of two nodes of a row, between two rows, and from the border, in px. */
const GAP = { x: 92, y: 84, border: 56 };

/** A row is broken beyond this many nodes. */
const ROW = 12;

/** How often the order within rows is improved; more changes nothing in labs of a hundred nodes. */
const SWEEPS = 8;

/** Lays out routers, sites and clients; DNS servers are part of their site. */
export function layOut(plan: LabPlan): NetworkLayout {
  const links = linksOf(plan);
  const depths = depthsOf(plan);
  const layers = new Map<number, string[]>();
  for (const [name, depth] of depths) layers.set(depth, [...(layers.get(depth) ?? []), name]);
  const sorted = [...layers].sort(([a], [b]) => a - b).map(([, names]) => names.sort());
  const rows = order(sorted, links).flatMap(breakRow);
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const width = (widest - 1) * GAP.x + 2 * GAP.border;
  const roles = new Map(plan.nodes.map(({ name, role }) => [name, role]));
  const nodes = rows.flatMap((row, y) =>
    row.map((name, index): DrawnNode => {
      const role = roles.get(name);
      return {
        name,
        role: role === 'edge' || role === 'client' ? role : 'router',
        x: width / 2 + (index - (row.length - 1) / 2) * GAP.x,
        y: y * GAP.y + GAP.border,
      };
    }),
  );
  return { width, height: Math.max(0, rows.length - 1) * GAP.y + 2 * GAP.border, nodes, links };
}

function linksOf(plan: LabPlan): readonly DrawnLink[] {
  const routers = plan.nodes.filter(isRouter);
  const servers = new Set(routers.filter(({ isRouteServer }) => isRouteServer).map(({ name }) => name));
  const sessions = routers.flatMap(({ name, neighbors }) =>
    neighbors.flatMap(({ node, relationship }): DrawnLink[] => {
      if (relationship === 'provider') return [{ from: name, to: node, kind: 'transit' }];
      if (relationship === 'route-server-client') return [{ from: node, to: name, kind: 'peering' }];
      const isOther = servers.has(node) || name > node;
      return relationship === 'peer' && !isOther ? [{ from: name, to: node, kind: 'peering' }] : [];
    }),
  );
  const access = plan.nodes
    .filter(isClient)
    .map(({ name, router }): DrawnLink => ({ from: name, to: router, kind: 'access' }));
  const internal = plan.links
    .filter(({ kind }) => kind === 'internal')
    .flatMap(({ ports: [a, b] }): DrawnLink[] =>
      a === undefined || b === undefined ? [] : [{ from: a.node, to: b.node, kind: 'internal' }],
    );
  // A session for each IP version, and parallel links, are one line.
  return [
    ...new Map(
      [...sessions, ...internal, ...access].map((link) => [`${link.from} ${link.to}`, link]),
    ).values(),
  ];
}

/** 0: pays nobody. Otherwise one more than the deepest of those it pays; a client hangs below its router. */
function depthsOf(plan: LabPlan): ReadonlyMap<string, number> {
  const routers = new Map(plan.nodes.filter(isRouter).map((router) => [router.name, router]));
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const providers = (routers.get(name)?.neighbors ?? []).filter(
      ({ relationship }) => relationship === 'provider',
    );
    // Set first: the topology's rules forbid a loop of providers, but a stored result may hold anything.
    depths.set(name, 0);
    const depth = Math.max(-1, ...providers.map(({ node }) => depthOf(node))) + 1;
    depths.set(name, depth);
    return depth;
  };
  for (const name of routers.keys()) depthOf(name);
  for (const { name, router } of plan.nodes.filter(isClient)) depths.set(name, (depths.get(router) ?? 0) + 1);
  return depths;
}

/** Puts each node near the middle of its neighbours in the other layers, by turns downwards and upwards. */
function order(
  layers: readonly (readonly string[])[],
  links: readonly DrawnLink[],
): readonly (readonly string[])[] {
  const neighbors = new Map<string, string[]>();
  for (const { from, to } of links) {
    neighbors.set(from, [...(neighbors.get(from) ?? []), to]);
    neighbors.set(to, [...(neighbors.get(to) ?? []), from]);
  }
  const places = new Map<string, number>();
  const place = (layer: readonly string[]) => {
    for (const [index, name] of layer.entries()) places.set(name, (index + 0.5) / layer.length);
  };
  let current = layers;
  for (const layer of current) place(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const arranged = (sweep % 2 === 0 ? current : current.toReversed()).map((layer) => {
      const middle = (name: string) => {
        const others = (neighbors.get(name) ?? []).map((other) => places.get(other) ?? 0.5);
        return others.length === 0 ? 0.5 : others.reduce((sum, value) => sum + value, 0) / others.length;
      };
      const wanted = new Map(layer.map((name) => [name, middle(name)]));
      const arrangedLayer = layer.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      place(arrangedLayer);
      return arrangedLayer;
    });
    current = sweep % 2 === 0 ? arranged : arranged.toReversed();
  }
  return current;
}

/** Splits a row that is too long into rows of like length, by turns, so that neighbours stay near each other. */
function breakRow(row: readonly string[]): readonly (readonly string[])[] {
  const parts = Math.ceil(row.length / ROW);
  return Array.from({ length: parts }, (_, part) => row.filter((_, index) => index % parts === part));
}
