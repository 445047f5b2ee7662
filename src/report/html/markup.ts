/** The HTML that all parts of the page are made of. */
import type { Table } from '../figure-rows.ts';
import { escapeXml } from '../junit.ts';
import { siteColorNumber } from '../site-colors.ts';

/** Text as it is shown, in an element or an attribute. */
export const text = escapeXml;

/** A table that scrolls by itself where the screen is too narrow, also from the keyboard. */
export function htmlTable(caption: string, { head, rows }: Table): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, index) => (index === 0 ? `<th scope=row>${text(cell)}` : `<td>${text(cell)}`)).join('');
  return `<div class=scroll role=region tabindex=0 aria-label="${text(caption)}"><table>
<caption>${text(caption)}</caption>
<thead><tr>${head.map((cell) => `<th scope=col>${text(cell)}`).join('')}</thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}`).join('\n')}
</tbody></table></div>`;
}

export function details(summary: string, content: string, open = false): string {
  return `<details${open ? ' open' : ''}><summary>${text(summary)}</summary>\n${content}\n</details>`;
}

/** The class that gives a site its colour everywhere on the page. */
export function siteClass(site: string | null, sites: readonly string[]): string {
  return site === null ? 'nobody' : `site-${siteColorNumber(site, sites)}`;
}

/** What the colours mean. */
export function legend(sites: readonly string[], extra = ''): string {
  const items = sites.map((site) => `<li><i class="swatch ${siteClass(site, sites)}"></i>${text(site)}`);
  return `<ul class=legend>${items.join('')}${extra}</ul>`;
}
