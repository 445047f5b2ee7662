/** All that the page says about one scenario: what was expected, who was answered by whom, when, and every figure. */
import type { TimelineEvent } from '../../measure/forensics/timeline.ts';
import type { RecordedRun } from '../../measure/run.ts';
import type { HeldOutcome } from '../../measure/tcp/held-connections.ts';
import type { HeldSpread } from '../../measure/tcp/held-repeats.ts';
import { unsettledText } from '../../measure/unsettled.ts';
import type { UserFigures } from '../../measure/users.ts';
import { isJudged } from '../../scenario/outcome.ts';
import { outcomeTable, SPREAD_LEGEND, spreadTable } from '../figure-rows.ts';
import { HELD_TITLE, heldSpreadTable, heldTable, heldText } from '../held-rows.ts';
import { loadTable, lossText } from '../load-text.ts';
import type { LabResult } from '../result.ts';
import { SITE_COLORS } from '../site-colors.ts';
import { type Timeline, timelineOf } from '../timeline.ts';
import { USERS_TITLE, userTable } from '../user-rows.ts';
import { verdictTable } from '../verdict-rows.ts';
import type { RunView, ScenarioView } from '../view.ts';
import {
  checkName,
  counted,
  discardedText,
  duration,
  familyName,
  forensicsInvalidityText,
  invalidityText,
  stepName,
  verdictText,
} from '../words.ts';
import { distribution } from './distribution.ts';
import { details, htmlTable, legend, text } from './markup.ts';
import { type NetworkDrawing, networkStates } from './network.ts';
import type { PageTimeline } from './page-data.ts';

/** What a section is written with. */
export interface SectionContext {
  readonly lab: LabResult;
  readonly drawing: NetworkDrawing;
  /** Whether a run's figures are shown, or only their spread. */
  readonly shown: (run: RunView) => boolean;
  /** How many spans a lane of a timeline may have. */
  readonly most: number;
  /** Takes a timeline for the page's script. */
  readonly addTimeline: (timeline: Omit<PageTimeline, 'id'>) => PageTimeline;
}

export function scenarioSection(scenario: ScenarioView, context: SectionContext): string {
  const { name, verdict, runs, spreads, heldSpreads } = scenario;
  const { lab, drawing } = context;
  const several = lab.plan.services.length > 1;
  const valid = runs.filter(({ run }) => run !== null && run.invalid.length === 0);
  const [first] = valid;
  const states =
    first === undefined
      ? ''
      : `<h4>Who is answered by whom${runs.length > 1 ? `, run ${first.outcome.repeat}` : ''}</h4>
<p>Clients are discs: the left half is IPv4, the right half IPv6, in the colour of the site that answers; an empty half has no answer.</p>
${legend(drawing.sites)}${networkStates(
  drawing,
  first.figures,
  lab.plan.services.map((service) => service.name),
)}`;
  const repeats = spreads.map((spread, index) =>
    [
      `<h4>${text(stepName(spread.step))}, over ${counted(valid.length, 'run')}</h4>`,
      distribution(
        spread,
        valid.map(({ figures }) => figures),
        index,
      ),
      details(
        'All figures over the runs',
        `<p>${text(SPREAD_LEGEND)}</p>${htmlTable(`After ${stepName(spread.step)}`, spreadTable(spread, several))}`,
      ),
      ...heldSpreadOf(heldSpreads[index] ?? [], stepName(spread.step), several),
    ].join('\n'),
  );
  const single = runs.length === 1;
  const expectations = runs.reduce((sum, { outcome }) => sum + outcome.checks.length, 0);
  return `<section><h3>${text(name)} <span class="verdict ${verdict}">${verdictText(verdict, expectations)}</span></h3>
${[states, ...repeats, ...runs.map((run) => runPart(run, context, single))].join('\n')}</section>`;
}

function runPart(view: RunView, context: SectionContext, single: boolean): string {
  const { outcome, run, figures, verdict } = view;
  const troubles = [
    ...(outcome.problem === null ? [] : [outcome.problem]),
    ...(outcome.discarded ?? []).map((reasons) => `Again: ${discardedText(reasons)}.`),
    ...(run?.invalid ?? []).map((invalid) => `Invalid: ${invalidityText(invalid)}.`),
    ...(outcome.forensics?.invalid ?? []).map(
      (invalid) =>
        `INVALID: what is said of lost queries is not to be believed: ${forensicsInvalidityText(invalid)}.`,
    ),
  ].map((trouble) => `<p class=trouble>${text(trouble)}</p>`);
  const several = context.lab.plan.services.length > 1;
  const checks =
    outcome.checks.length === 0
      ? []
      : [
          htmlTable('Expectations', {
            head: ['What', 'After', 'Seen', 'Result', 'Evidence'],
            rows: outcome.checks.map((check) => [
              checkName(check, several),
              stepAt(view, check.step),
              check.seen,
              check.held ? 'held' : 'FAILED',
              check.evidence.join('; '),
            ]),
          }),
        ];
  const shown =
    run !== null && context.shown(view) ? [timelinePart(view, context), ...stepTables(view, several)] : [];
  const hidden = run !== null && shown.length === 0 ? ['<p>Its samples are in the result file.</p>'] : [];
  const content = [...troubles, ...checks, ...shown, ...hidden, ...forensicsPart(view, several)].join('\n');
  if (single) return content;
  const open = outcome.repeat === 1 || verdict === 'failed';
  return details(
    `Run ${outcome.repeat}: ${verdictText(verdict, outcome.checks.length)}${figures.length === 0 || !isJudged(verdict) ? '' : `, ${worst(view)}`}`,
    content,
    open,
  );
}

function stepAt({ run }: RunView, index: number | null): string {
  const step = index === null ? undefined : run?.steps[index];
  return step === undefined ? '' : stepName(step);
}

function worst({ figures }: RunView): string {
  const outcomes = figures.flatMap((step) => step.outcomes);
  const lost = outcomes.reduce((sum, each) => sum + each.lost, 0);
  const longest = outcomes.reduce((most, { outage }) => Math.max(most, outage), 0);
  return `${counted(lost, 'query', 'queries')} lost, longest outage ${duration(longest)}`;
}

function timelinePart({ run, figures }: RunView, { addTimeline, most, drawing }: SectionContext): string {
  if (run === null) return '';
  const timeline = timelineOf(run, figures, most);
  const { id } = addTimeline({ ...timeline, sites: drawing.sites, colors: SITE_COLORS.length });
  const marks =
    '<li><i class="swatch loss"></i>lost<li><i class="swatch step"></i>fault or restore<li><i class="swatch routes"></i>routes changed';
  const joined =
    timeline.bin === 0
      ? ''
      : `<p>Where a line has more than ${most} periods, those within ${timeline.bin} ms are joined; every loss stays marked and counted.</p>`;
  const button = (action: string, label: string) =>
    `<button type=button data-zoom=${action}>${label}</button>`;
  return `<h4>Who answered when</h4>${legend(drawing.sites, marks)}${joined}
<div><div class=tools>${button('in', 'Zoom in')}${button('out', 'Zoom out')}${button('left', 'Earlier')}${button('right', 'Later')}${button('all', 'Whole run')}</div>
<div class=timeline id="${id}" role=img aria-label="Timeline of answers and losses of each client; the table below has its losses"></div>
<p class=readout>Point at a line for what it shows; drag to zoom, double-click for the whole run.</p></div>
${details('Losses and instants as a table', lossTable(timeline))}`;
}

/** The same as the drawing, for those who do not see it. */
function lossTable({ lanes, marks }: Timeline): string {
  const at = (ms: number) => `${(ms / 1000).toFixed(4)} s`;
  const losses = lanes.flatMap((lane) =>
    lane.losses.map(([from, to, lost]) => [
      lane.client,
      familyName(lane.family),
      lane.service,
      at(from),
      at(to),
      String(lost),
    ]),
  );
  const instants = marks.map((mark) => [at(mark.at), mark.text]);
  return `<div class=losses>${htmlTable(
    losses.length === 0 ? 'No query was lost' : 'Queries lost, by when they were sent',
    {
      head: ['Client', 'IP', 'Service', 'From', 'To', 'Lost'],
      rows: losses,
    },
  )}</div>${htmlTable('Instants', { head: ['At', 'What'], rows: instants })}`;
}

/** None of a run that is invalid: a figure that is not to be believed is not shown. */
function stepTables({ run, figures, loads, users, held }: RunView, several: boolean): readonly string[] {
  if (run === null || run.invalid.length > 0) return [];
  return figures.map((step, index) => {
    const name = stepName(step.step);
    const unsettled = step.step.settled
      ? ''
      : `<p class=trouble>${text(`Time was over: ${unsettledText(run.patience, step.step.unsettled)}.`)}</p>`;
    const load = loads[index];
    return `<h4>After ${text(name)}</h4>${unsettled}${load === undefined ? '' : `<p>${text(lossText(load))}</p>`}
${htmlTable(`Figures after ${name}`, outcomeTable(step, several))}
${load === undefined ? '' : details(`Load by site before, during and after ${name}`, htmlTable('Share of the queries that each site answered; during: until the last client had settled', loadTable(load)))}
${usersOf(users[index] ?? [], name)}
${heldOf(held?.steps[index], name, several)}`;
  });
}

function usersOf(users: readonly UserFigures[], step: string): string {
  return users.length === 0 ? '' : htmlTable(`${USERS_TITLE}, after ${step}`, userTable(users));
}

function heldOf(held: readonly HeldOutcome[] | undefined, step: string, several: boolean): string {
  if (held === undefined) return '';
  return `<p>TCP: ${text(heldText(held))}.</p>${htmlTable(`${HELD_TITLE} after ${step}`, heldTable(held, several))}`;
}

function heldSpreadOf(spreads: readonly HeldSpread[], step: string, several: boolean): readonly string[] {
  if (spreads.length === 0) return [];
  return [htmlTable(`${HELD_TITLE} after ${step}, over the runs`, heldSpreadTable(spreads, several))];
}

/** What became of lost queries, as long as that is to be believed, and all that happened around them. */
function forensicsPart({ outcome, run }: RunView, several: boolean): readonly string[] {
  const { forensics } = outcome;
  if (forensics === undefined || run === null) return [];
  const stands = forensics.invalid.length === 0 && run.invalid.length === 0;
  const fates = forensics.counts.map((counts, index) => {
    const step = run.steps[index];
    const name = step === undefined ? '' : stepName(step);
    return counts.length === 0
      ? `<p>No query was lost after ${text(name)}.</p>`
      : htmlTable(`Queries lost after ${name}`, verdictTable(counts, several));
  });
  return [
    ...(stands ? ['<h4>What became of lost queries</h4>', ...fates] : []),
    ...eventTable(run, forensics.timeline, stands),
  ];
}

function eventTable(
  run: RecordedRun,
  timeline: readonly TimelineEvent[],
  stands: boolean,
): readonly string[] {
  if (timeline.length === 0) return [];
  const start = run.steps[0]?.instants[0]?.before ?? timeline[0]?.at ?? 0;
  const rows = timeline.map(({ at, kind, node, text: what }) => [
    ...[`${((at - start) / 1e6).toFixed(6)} s`, kind, node, what],
  ]);
  const table = htmlTable('From the first instant on', { head: ['At', 'Kind', 'Node', 'What'], rows });
  return [details(`Fault, BGP, routes, health and losses on one clock${stands ? '' : ' (INVALID)'}`, table)];
}
