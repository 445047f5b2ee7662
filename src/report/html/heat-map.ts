/** How long each kind of fault takes with each set of timers: the darker, the longer. */
import { type Spread, spreadOf } from '../../measure/repeats.ts';
import type { LabView, RunView, ScenarioView } from '../view.ts';
import { duration, stepName, timersName } from '../words.ts';
import { text } from './markup.ts';

/** Outages from this long on have the darkest colour, in µs: the hold time of the traditional timers. */
const DARKEST = 180e6;

/** Outages of up to this have none, in µs. */
const LIGHTEST = 1e3;

interface Cell {
  /** The longest outage of any client, over the runs. */
  readonly outage: Spread;
  /** Queries lost by all clients, over the runs. */
  readonly lost: Spread;
}

/** The heat map of all first faults; empty where there are fewer than two kinds. */
export function heatMap(views: readonly LabView[]): string {
  const faults = [...new Set(views.flatMap(({ scenarios }) => scenarios.flatMap(faultOf)))];
  if (faults.length < 2) return '';
  const columns = [...new Set(views.map(timersOf))];
  const rows = faults.map((fault) => {
    const cells = columns.map((timers) => {
      const scenarios = views.filter((view) => timersOf(view) === timers).flatMap((view) => view.scenarios);
      return cellHtml(
        cellOf(scenarios.filter((each) => faultOf(each).includes(fault)).flatMap(({ runs }) => runs)),
      );
    });
    return `<tr><th scope=row>${text(fault)}${cells.join('')}`;
  });
  return `<section><h2>Outage by fault and timers</h2>
<p>The longest outage of any client, from the last answer before the gap to the first after it: median over the runs, and in brackets the p95 (by nearest rank: of fewer than 20 runs the longest); below it, queries lost by all clients.</p>
<div class=scroll role=region tabindex=0 aria-label="Outage by fault and timers"><table class=heat>
<thead><tr><th scope=col>Fault${columns.map((column) => `<th scope=col>${text(column)}`).join('')}</thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function timersOf({ lab }: LabView): string {
  return timersName(lab.plan.timers);
}

function faultOf({ runs }: ScenarioView): readonly string[] {
  const step = runs.flatMap(({ run }) => run?.steps ?? []).find(({ action }) => action === 'fault');
  return step === undefined ? [] : [stepName(step)];
}

function cellOf(runs: readonly RunView[]): Cell | null {
  const faults = runs
    .filter(({ run }) => run !== null && run.invalid.length === 0)
    .flatMap(({ figures }) => figures.find(({ step }) => step.action === 'fault') ?? []);
  if (faults.length === 0) return null;
  return {
    outage: spreadOf(
      faults.map(({ outcomes }) =>
        outcomes.every(({ recovered }) => recovered)
          ? outcomes.reduce((longest, { outage }) => Math.max(longest, outage), 0)
          : null,
      ),
    ),
    lost: spreadOf(faults.map(({ outcomes }) => outcomes.reduce((sum, { lost }) => sum + lost, 0))),
  };
}

function cellHtml(cell: Cell | null): string {
  if (cell === null) return '<td>–';
  const say = (value: number | null) => (value === null ? 'never' : duration(value));
  const { median, p95 } = cell.outage;
  const share = Math.log((median ?? DARKEST) / LIGHTEST) / Math.log(DARKEST / LIGHTEST);
  const heat = Math.round(100 * Math.min(1, Math.max(0, share)));
  return `<td style="--heat: ${heat}%"><strong>${say(median)}</strong> (${say(p95)})<br><small>${Math.round(cell.lost.median ?? 0)} lost</small>`;
}
