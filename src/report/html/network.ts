/** The lab as a drawing, once for each state that a run was in: clients have the colour of the site that answers them. */
import type { StepFigures } from '../../measure/run-figures.ts';
import type { LabPlan } from '../../plan/lab-plan.ts';
import { siteNames } from '../../plan/roles.ts';
import { sitesIn } from '../../topology/shared-sites.ts';
import type { Family } from '../../topology/topology.ts';
import { type DrawnLink, type DrawnNode, layOut, type NetworkLayout } from '../network-layout.ts';
import { stepName } from '../words.ts';
import { siteClass, text } from './markup.ts';

/** Half of a node's width and height, and a client's radius, in px. */
const SIZE = { width: 30, height: 13, radius: 12 };

/** A lab's drawing; `id` is the part that does not change, which the states refer to. */
export interface NetworkDrawing {
  readonly id: string;
  readonly layout: NetworkLayout;
  readonly sites: readonly string[];
}

/** Lays a lab out for drawing. `id` has to be the page's only one. */
export function drawingOf(plan: LabPlan, id: string): NetworkDrawing {
  return { id, layout: layOut(plan), sites: siteNames(plan) };
}

/** Routers and links, to be put into the page once. */
export function staticPart({ id, layout }: NetworkDrawing): string {
  return `<svg width=0 height=0 aria-hidden=true class=store><symbol id="${id}" viewBox="0 0 ${layout.width} ${layout.height}">${linksAndRouters(layout)}</symbol></svg>`;
}

function linksAndRouters(layout: NetworkLayout): string {
  const places = new Map(layout.nodes.map((node) => [node.name, node]));
  const lines = layout.links.flatMap((link) => line(link, places));
  const routers = layout.nodes.filter(({ role }) => role === 'router').map(router);
  return [...lines, ...routers].join('');
}

/** A drawing for each state: before the first step, and after each. One row of drawings for each service. */
export function networkStates(
  drawing: NetworkDrawing,
  figures: readonly StepFigures[],
  services: readonly string[],
): string {
  const rows = services.map((service) => {
    const away = new Set<string>();
    const states = figures.map((step, index) => {
      const before = index === 0 ? [stateOf(drawing, step, service, 'siteBefore', away, 'Before')] : [];
      const { action, site } = step.step;
      if (site !== null && action === 'fault') away.add(site);
      if (site !== null && action === 'restore') away.delete(site);
      return [
        ...before,
        stateOf(drawing, step, service, 'siteAfter', away, `After ${stepName(step.step)}`),
      ].join('');
    });
    const title = services.length > 1 ? `<h5>${text(service)}</h5>` : '';
    return `${title}<div class=networks style="--least: ${Math.min(drawing.layout.width, 620)}px">${states.join('')}</div>`;
  });
  return rows.join('\n');
}

function stateOf(
  { id, layout, sites }: NetworkDrawing,
  { outcomes }: StepFigures,
  service: string,
  which: 'siteBefore' | 'siteAfter',
  away: ReadonlySet<string>,
  title: string,
): string {
  const answers = new Map(
    outcomes
      .filter((outcome) => outcome.service === service)
      .map((outcome) => [`${outcome.client} ${outcome.family}`, outcome[which]]),
  );
  const nodes = sitesAndClients(layout, sites, answers, away);
  const box = `0 0 ${layout.width} ${layout.height}`;
  return `<figure class=network><figcaption>${text(title)}</figcaption><div class=scroll role=region tabindex=0 aria-label="${text(title)}, drawing"><svg viewBox="${box}" style="min-width: ${Math.round(layout.width * 0.82)}px" role=img aria-label="${text(title)}: clients and the sites that answer them"><use href="#${id}"/>${nodes}</svg></div></figure>`;
}

/**
 * The nodes whose look depends on who answers whom, as elements of an SVG.
 * @param answers the site by client and IP version (`berlin 4`), or several that share it (`fra + nyc`); null: nobody; absent: nothing is known
 */
function sitesAndClients(
  layout: NetworkLayout,
  sites: readonly string[],
  answers: ReadonlyMap<string, string | null>,
  away: ReadonlySet<string> = new Set(),
): string {
  const nodes = layout.nodes.flatMap((node) => {
    if (node.role === 'edge') return [siteNode(node, sites, away.has(node.name))];
    if (node.role === 'client') return [clientNode(node, sites, answers)];
    return [];
  });
  return nodes.join('');
}

function line({ from, to, kind }: DrawnLink, places: ReadonlyMap<string, DrawnNode>): readonly string[] {
  const [a, b] = [places.get(from), places.get(to)];
  if (a === undefined || b === undefined) return [];
  if ((kind === 'peering' || kind === 'internal') && a.y === b.y) {
    // A bow, as between two of a row there may be a third.
    const bow = a.y - 12 - Math.min(26, Math.abs(a.x - b.x) / 12);
    return [`<path class="link ${kind}" d="M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${bow} ${b.x} ${b.y}"/>`];
  }
  return [`<line class="link ${kind}" x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}"/>`];
}

function box({ x, y }: DrawnNode, classes: string, radius: number): string {
  return `<rect class="${classes}" x="${x - SIZE.width}" y="${y - SIZE.height}" width="${2 * SIZE.width}" height="${2 * SIZE.height}" rx="${radius}"/>`;
}

function label({ name, x, y }: DrawnNode): string {
  // 92 px hold 14 characters; the whole name is in the tooltip.
  const short = name.length > 14 ? `${name.slice(0, 13)}…` : name;
  return `<text class="label" x="${x}" y="${y + SIZE.height + 13}">${text(short)}</text>`;
}

function router(node: DrawnNode): string {
  return `<g><title>${text(node.name)}, router</title>${box(node, 'router', 3)}${label(node)}</g>`;
}

function siteNode(node: DrawnNode, sites: readonly string[], away: boolean): string {
  const { x, y } = node;
  const cross = `<path class=cross d="M${x - 9} ${y - 9}l18 18m0 -18l-18 18"/>`;
  const state = away ? ', away' : '';
  return `<g class="node${away ? ' away' : ''}"><title>${text(node.name)}, site${state}</title>${box(node, `fill ${siteClass(node.name, sites)}`, 13)}${away ? cross : ''}${label(node)}</g>`;
}

function halfDisc({ x, y }: DrawnNode, sweep: 0 | 1): string {
  return `M${x} ${y - SIZE.radius}a${SIZE.radius} ${SIZE.radius} 0 0 ${sweep} 0 ${2 * SIZE.radius}z`;
}

/** One of some equal parts of a half, the first at the top. */
function wedge({ x, y }: DrawnNode, sweep: 0 | 1, index: number, count: number): string {
  const side = sweep === 0 ? -1 : 1;
  const point = (part: number): string => {
    const angle = (Math.PI * part) / count;
    const across = x + side * SIZE.radius * Math.sin(angle);
    return `${across.toFixed(1)} ${(y - SIZE.radius * Math.cos(angle)).toFixed(1)}`;
  };
  return `M${x} ${y}L${point(index)}A${SIZE.radius} ${SIZE.radius} 0 0 ${sweep} ${point(index + 1)}z`;
}

/** A disc: the left half for IPv4, the right half for IPv6; sites that share the client's queries share its half, from top to bottom. */
function clientNode(
  node: DrawnNode,
  sites: readonly string[],
  answers: ReadonlyMap<string, string | null>,
): string {
  const { name, x, y } = node;
  const half = (family: Family, sweep: 0 | 1) => {
    const site = answers.get(`${name} ${family}`);
    if (site === undefined) return '';
    const among = site === null ? [null] : sitesIn(site);
    return among
      .map((each, index) => {
        const shape = among.length === 1 ? halfDisc(node, sweep) : wedge(node, sweep, index, among.length);
        return `<path class="fill ${siteClass(each, sites)}" data-client="${text(name)}" data-family="${family}" data-site="${text(each ?? '')}" d="${shape}"/>`;
      })
      .join('');
  };
  const told = ([4, 6] as const).flatMap((family) => {
    const site = answers.get(`${name} ${family}`);
    return site === undefined
      ? []
      : [`IPv${family} ${site === null ? 'not answered' : `answered by ${site}`}`];
  });
  return `<g><title>${text([name, ...told].join(', '))}</title><circle class="disc" cx="${x}" cy="${y}" r="${SIZE.radius}"/>${half(4, 0)}${half(6, 1)}${label(node)}</g>`;
}
