import { linksAndRouters, sitesAndClients } from '../html/network.ts';
import { escapeXml } from '../junit.ts';
import { SITE_COLORS } from '../site-colors.ts';
import type { LabGraph } from './lab-graph.ts';

/** The look of the drawing in the HTML report, on white, without the page around it. */
const STYLE = `${SITE_COLORS.map((color, index) => `.site-${index} { fill: ${color}; }`).join(' ')} .nobody { fill: #fff; }
.link { stroke: #57606a; stroke-width: 1.5; fill: none; opacity: .7; } .peering { stroke-dasharray: 5 4; } .internal { stroke-width: 3; } .access { stroke-width: 1; }
.router { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.5; } .fill { stroke: #1b1f24; stroke-width: 1; }
.disc { fill: #fff; stroke: #57606a; } text { fill: #1b1f24; font: 11.5px system-ui, sans-serif; text-anchor: middle; }
.label { paint-order: stroke; stroke: #fff; stroke-width: 3.5px; stroke-linejoin: round; }`;

/** The lab as a drawing: clients are discs, the left half for IPv4 and the right one for IPv6, in the colours of their sites. */
export function toSvg(graph: LabGraph): string {
  const { name, width, height, sites, answers } = graph;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(name)}</title>
<style>${STYLE}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
${linksAndRouters(graph)}${sitesAndClients(graph, sites, answers)}
</svg>
`;
}
