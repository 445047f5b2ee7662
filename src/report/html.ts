/** Results as one HTML page that needs nothing else: no network, no other file. */
import { testVerdict } from '../scenario/outcome.ts';
import { factsOf, resolutionOf } from './facts.ts';
import { failedPart } from './html/failed-part.ts';
import { heatMap } from './html/heat-map.ts';
import { htmlTable, text } from './html/markup.ts';
import { drawingOf, staticPart } from './html/network.ts';
import type { PageTimeline } from './html/page-data.ts';
import { scenarioSection } from './html/scenario-section.ts';
import { STYLE } from './html/style.ts';
import type { Result } from './result.ts';
import { type LabView, type RunView, viewResult } from './view.ts';
import { checkName, verdictText } from './words.ts';

/** The programs and styles that are written into the page: texts of files, which are not read here. */
export interface HtmlAssets {
  readonly chartScript: string;
  readonly chartStyle: string;
  /** An ES module without imports, made from html/page.ts. */
  readonly pageScript: string;
}

/** Up to this many runs are shown in full; of more, the first of each scenario and those in which something failed. */
const RUNS = 12;

/** Spans of all timelines together, and the bounds for one lane: 40,000 are about a megabyte. */
const SPANS = { all: 40_000, least: 20, most: 400 };

/** A result as HTML. */
export function renderHtml(result: Result, assets: HtmlAssets): string {
  const views = viewResult(result);
  const timelines: PageTimeline[] = [];
  const addTimeline = (timeline: Omit<PageTimeline, 'id'>): PageTimeline => {
    const added = { ...timeline, id: `timeline-${timelines.length + 1}` };
    timelines.push(added);
    return added;
  };
  const runs = views.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.runs));
  const shown = ({ outcome, verdict }: RunView) =>
    runs.length <= RUNS || outcome.repeat === 1 || verdict === 'failed';
  const lanes = views.reduce((sum, { lab, scenarios }) => {
    const clients = lab.plan.nodes.filter(({ role }) => role === 'client').length;
    const addresses = lab.plan.services.flatMap(({ prefixes }) => prefixes).length;
    return sum + clients * addresses * scenarios.flatMap((scenario) => scenario.runs).filter(shown).length;
  }, 0);
  const most = Math.round(Math.min(SPANS.most, Math.max(SPANS.least, SPANS.all / (2 * Math.max(1, lanes)))));
  const sections = views.map((view, index) => labSection(view, index, { shown, most, addTimeline }));
  const title = `anycast-lab: ${views.map((view) => view.title).join(', ')}`;
  return `<!doctype html>
<html lang=en>
<head>
<meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1">
<meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel=icon href="data:,">
<title>${text(title)}</title>
<style>${assets.chartStyle}${STYLE}</style>
</head>
<body>
<header><h1>anycast-lab</h1><button type=button id=theme>Dark</button></header>
<main>
${failedPart(views)}
${heatMap(views)}
${sections.join('\n')}
</main>
<script id=timelines type=application/json>${scriptText(JSON.stringify(timelines))}</script>
<script>${assets.chartScript}</script>
<script type=module>${assets.pageScript}</script>
</body>
</html>
`;
}

function labSection(
  { title, lab, scenarios }: LabView,
  index: number,
  shared: {
    shown: (run: RunView) => boolean;
    most: number;
    addTimeline: (timeline: Omit<PageTimeline, 'id'>) => PageTimeline;
  },
): string {
  const drawing = drawingOf(lab.plan, `network-${index + 1}`);
  const verdict = testVerdict(lab);
  const expectations = [lab.catchment, ...lab.scenarios].reduce((sum, { checks }) => sum + checks.length, 0);
  const several = lab.plan.services.length > 1;
  const notes = [
    ...(lab.problem === null ? [] : [`<p class=trouble>${text(lab.problem)}</p>`]),
    ...lab.notes.map((note) => `<p>${text(note)}.</p>`),
  ];
  const catchment =
    lab.catchment.checks.length === 0
      ? ''
      : htmlTable('Catchments before the scenarios', {
          head: ['What', 'Seen', 'Result', 'Evidence'],
          rows: lab.catchment.checks.map((check) => [
            ...[
              checkName(check, several),
              check.seen,
              check.held ? 'held' : 'FAILED',
              check.evidence.join('; '),
            ],
          ]),
        });
  return `<section>
<h2>${text(title)} <span class="verdict ${verdict}">${verdictText(verdict, expectations)}</span></h2>
<p>${resolutionOf(lab).map(text).join(' ')}</p>
${notes.join('\n')}
${catchment}
${staticPart(drawing)}
${scenarios.map((scenario) => scenarioSection(scenario, { ...shared, lab, drawing })).join('\n')}
<h3>Versions and timers</h3>
${htmlTable('What the figures depend on', { head: ['What', 'Value'], rows: factsOf(lab) })}
</section>`;
}

/** JSON that cannot end the element it stands in. */
function scriptText(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
