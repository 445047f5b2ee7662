import { SITE_COLORS } from '../site-colors.ts';

/**
 * The page's look. Losses have the colour of the text, and their own height, so that no hue has to be told from another to see them.
 */
export const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#fff, #14171a); --text: light-dark(#1b1f24, #e8eaed);
  --soft: light-dark(#57606a, #a3abb4); --line: light-dark(#d0d7de, #3a414a); --raised: light-dark(#f6f8fa, #1f2429);
  --accent: light-dark(#0550ae, #79b8ff); --bad: light-dark(#a40e26, #ff8a8a); --heat-color: light-dark(#e69f00, #b06f00); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
${SITE_COLORS.map((color, index) => `.site-${index} { --site: ${color}; }`).join(' ')}
.nobody { --site: var(--ground); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 1320px; margin: 0 auto; padding: 16px; }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; overflow-wrap: anywhere; } h4 { margin: 1.25rem 0 .25rem; } h5 { margin: .5rem 0; }
p { margin: .5rem 0; max-width: 90ch; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 4px 12px; min-height: 36px; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.verdict { font-size: .85rem; font-weight: 600; border: 1px solid; border-radius: 999px; padding: 1px 10px; white-space: nowrap; }
.failed, .broken, .interrupted, .trouble { color: var(--bad); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; margin: .5rem 0; }
caption { text-align: left; color: var(--soft); padding: 4px 0; }
th, td { text-align: left; padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom-width: 2px; white-space: nowrap; } tbody th { font-weight: 600; white-space: nowrap; }
tbody td { white-space: nowrap; } tbody td:last-child { white-space: normal; min-width: 16ch; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 0 12px; margin: .75rem 0; }
summary { cursor: pointer; padding: 8px 0; font-weight: 600; }
figure { margin: 0; } figcaption { color: var(--soft); font-size: .9rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: .5rem 0; padding: 0; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { width: 16px; height: 16px; border-radius: 4px; background: var(--site); border: 1px solid var(--soft); }
.swatch.loss { background: var(--text); width: 5px; border: 0; border-radius: 0; }
.swatch.step { background: none; border: 0; border-left: 2px solid var(--bad); width: 2px; border-radius: 0; }
.swatch.routes { background: none; border: 0; border-left: 2px dashed var(--accent); width: 2px; border-radius: 0; }
.networks { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--least)), 1fr)); }
.store { position: absolute; }
svg { display: block; width: 100%; height: auto; max-width: 1100px; }
.link { stroke: var(--soft); stroke-width: 1.5; fill: none; opacity: .7; } .peering { stroke-dasharray: 5 4; } .internal { stroke-width: 3; } .access { stroke-width: 1; }
.router { fill: var(--raised); stroke: var(--soft); stroke-width: 1.5; }
.fill { fill: var(--site); stroke: var(--text); stroke-width: 1; } .disc { fill: var(--ground); stroke: var(--soft); }
.away .fill { fill: var(--ground); stroke-dasharray: 3 3; } .cross { stroke: var(--bad); stroke-width: 3; fill: none; }
text { fill: var(--text); font-size: 11.5px; text-anchor: middle; }
.label { paint-order: stroke; stroke: var(--ground); stroke-width: 3.5px; stroke-linejoin: round; }
.distribution svg { min-width: 560px; max-width: 900px; }
.distribution text.row { text-anchor: end; } .tick { fill: var(--soft); } .guide { stroke: var(--line); }
.dot { fill: var(--accent); fill-opacity: .55; } .median { stroke: var(--text); stroke-width: 2.5; }
.heat td { background: color-mix(in srgb, var(--heat-color) var(--heat, 0%), transparent); min-width: 130px; }
.tools { display: flex; flex-wrap: wrap; gap: 8px; margin: .5rem 0; }
.timeline { width: 100%; min-height: 40px; } .timeline canvas { display: block; }
.readout { min-height: 3em; color: var(--soft); font-size: .9rem; margin: 0; }
@media print { .tools, header button { display: none; } }
@media (max-width: 600px) { header, main { padding: 12px; } th, td { padding: 4px 8px; } details { padding: 0 8px; } }
`;
