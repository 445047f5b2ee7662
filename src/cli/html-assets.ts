/** Reads what is written into HTML reports: the chart library as npm installed it, and the page's own script. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { HtmlAssets } from '../report/html.ts';

/** The texts, ready to be put into a page. */
export function readHtmlAssets(): HtmlAssets {
  // Wherever npm put it: beside this package, or in it.
  const charts = dirname(createRequire(import.meta.url).resolve('uplot'));
  return {
    chartScript: readFileSync(join(charts, 'uPlot.iife.min.js'), 'utf8'),
    chartStyle: readFileSync(join(charts, 'uPlot.min.css'), 'utf8'),
    pageScript: readFileSync(new URL('../report/html/page.js', import.meta.url), 'utf8'),
  };
}
