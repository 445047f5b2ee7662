/** Results as Markdown for the summary page of a CI job: what happened first, all figures folded. */
import type { StepLoad } from '../measure/load.ts';
import type { HeldOutcome } from '../measure/tcp/held-connections.ts';
import type { HeldSpread } from '../measure/tcp/held-repeats.ts';
import type { UserFigures } from '../measure/users.ts';
import { type Check, isJudged } from '../scenario/outcome.ts';
import { factsOf, resolutionOf } from './facts.ts';
import { discardedOf, failuresOf, troublesOf } from './failures.ts';
import { outcomeTable, SPREAD_LEGEND, spreadTable, type Table } from './figure-rows.ts';
import { HELD_TITLE, heldSpreadTable, heldTable, heldText } from './held-rows.ts';
import { loadText } from './load-text.ts';
import type { Result } from './result.ts';
import { USERS_TITLE, userTable } from './user-rows.ts';
import { verdictTable } from './verdict-rows.ts';
import { type LabView, type RunView, type ScenarioView, viewResult } from './view.ts';
import { checkName, counted, duration, percent, runName, stepName, verdictText } from './words.ts';

/** GitHub cuts a job's summary off at 1 MiB; some is left for what else the job says. */
const LONGEST = 900_000;

/** A result as GitHub-flavoured Markdown. Details that would make it too long for a job summary are left out, and it says so. */
export function renderMarkdown(result: Result): string {
  const views = viewResult(result);
  const short = views.flatMap(shortOf);
  const details = views.flatMap(detailsOf);
  const kept: string[] = [];
  let length = short.join('\n').length;
  for (const part of details) {
    length += part.length + 2;
    if (length > LONGEST) {
      kept.push('_More details would not fit on this page: they are in the HTML report and in result.json._');
      break;
    }
    kept.push(part);
  }
  return `${[...short, ...kept].join('\n\n')}\n`;
}

function shortOf(view: LabView): readonly string[] {
  const { title, lab, scenarios } = view;
  const several = lab.plan.services.length > 1;
  const failed = failuresOf(view);
  const checks = [...lab.catchment.checks, ...lab.scenarios.flatMap((each) => each.checks)];
  return [
    `## ${markdownText(title)}: ${headline(checks, scenarios)}`,
    ...[...troublesOf(view), ...discardedOf(view), ...lab.notes].map(
      (trouble) => `> ${markdownText(trouble)}`,
    ),
    ...(failed.length === 0
      ? []
      : [
          table({
            head: ['Where', 'What', 'Seen', 'Evidence'],
            rows: failed.map(({ where, check }) => [
              ...[where, checkName(check, several), check.seen, check.evidence.join('; ')],
            ]),
          }),
        ]),
    ...(scenarios.length === 0
      ? []
      : [
          table({
            head: ['Scenario', 'Result', 'Step', 'Clients that lost', 'Queries lost', 'Longest outage'],
            rows: scenarios.flatMap(scenarioRows),
          }),
        ]),
    resolutionOf(lab).map(markdownText).join(' '),
  ];
}

function headline(checks: readonly Check[], scenarios: readonly ScenarioView[]): string {
  const held = scenarios.filter(({ verdict }) => verdict === 'held').length;
  const expectations = `${checks.filter((check) => check.held).length} of ${counted(checks.length, 'expectation')} held`;
  const runs = scenarios.flatMap((scenario) => scenario.runs);
  const without = runs.filter(({ verdict }) => !isJudged(verdict)).length;
  const unjudged = without === 0 ? '' : `${without} of ${counted(runs.length, 'run')} without a result; `;
  return checks.length === 0
    ? `${unjudged}${held} of ${counted(scenarios.length, 'scenario')} carried out`
    : `${unjudged}${expectations}, ${held} of ${counted(scenarios.length, 'scenario')} good`;
}

/** One row for each step of each run; those without figures that stand have one without any. */
function scenarioRows({ runs }: ScenarioView): readonly (readonly string[])[] {
  return runs.flatMap(({ outcome, verdict, figures, loads }) => {
    const title = runName(outcome, runs.length > 1);
    const result = verdictText(verdict, outcome.checks.length);
    if (!isJudged(verdict) || figures.length === 0) return [[title, result, '', '', '', '']];
    return figures.map(({ step, outcomes }, index) => {
      const worst = outcomes.reduce((longest, { outage }) => Math.max(longest, outage), 0);
      const endless = outcomes.some(({ recovered }) => !recovered);
      return [
        ...(index === 0 ? [title, result] : ['', '']),
        stepName(step),
        ...lossCells(loads[index]),
        endless ? `over ${duration(worst)}` : duration(worst),
      ];
    });
  });
}

function lossCells(load: StepLoad | undefined): readonly string[] {
  if (load === undefined) return ['', ''];
  const { clients, queries } = load;
  return [
    `${clients.count} of ${clients.of}`,
    `${queries.count} of ${queries.of} (${percent(queries.count, queries.of)})`,
  ];
}

function detailsOf({ title, lab, scenarios }: LabView): readonly string[] {
  const several = lab.plan.services.length > 1;
  const facts = { head: ['What', 'Value'], rows: factsOf(lab) };
  return [
    ...scenarios.flatMap((scenario) => scenarioDetails(scenario, several)),
    ...scenarios.flatMap(({ runs }) => runs.flatMap((run) => verdictDetails(run, several))),
    folded(`${title}: versions and timers`, [table(facts)]),
  ];
}

/** The spread of the figures where there are repeats; the figures of the one run otherwise. */
function scenarioDetails(
  { name, runs, spreads, heldSpreads }: ScenarioView,
  several: boolean,
): readonly string[] {
  if (spreads.length > 0) {
    const tables = spreads.flatMap((spread, index) => [
      `**${markdownText(stepName(spread.step))}**`,
      table(spreadTable(spread, several)),
      ...heldSpreadPart(heldSpreads[index] ?? [], several),
    ]);
    return [
      folded(`${name}: figures over ${counted(runs.length, 'run')}`, [
        markdownText(SPREAD_LEGEND),
        ...tables,
      ]),
    ];
  }
  const valid = runs.find(({ run }) => run !== null && run.invalid.length === 0);
  if (valid === undefined) return [];
  const tables = valid.figures.flatMap((figures, index) => [
    `**${markdownText(stepName(figures.step))}** ${markdownText(loadOf(valid.loads[index]))}`,
    table(outcomeTable(figures, several)),
    ...usersPart(valid.users[index] ?? []),
    ...heldPart(valid.held?.steps[index], several),
  ]);
  return [folded(`${name}: figures`, tables)];
}

function usersPart(users: readonly UserFigures[]): readonly string[] {
  return users.length === 0 ? [] : [`${markdownText(USERS_TITLE)}:`, table(userTable(users))];
}

function heldPart(held: readonly HeldOutcome[] | undefined, several: boolean): readonly string[] {
  return held === undefined ? [] : [`TCP: ${markdownText(heldText(held))}.`, table(heldTable(held, several))];
}

function heldSpreadPart(spreads: readonly HeldSpread[], several: boolean): readonly string[] {
  return spreads.length === 0 ? [] : [`${HELD_TITLE}:`, table(heldSpreadTable(spreads, several))];
}

/** What became of the lost queries of a run, where that was asked for and is to be believed. */
function verdictDetails({ outcome, run }: RunView, several: boolean): readonly string[] {
  const { name, repeat, forensics } = outcome;
  if (forensics === undefined || run === null) return [];
  if (forensics.invalid.length > 0 || run.invalid.length > 0) return [];
  const tables = run.steps.flatMap((step, index) => [
    `**${markdownText(stepName(step))}**`,
    (forensics.counts[index] ?? []).length === 0
      ? 'No query was lost.'
      : table(verdictTable(forensics.counts[index] ?? [], several)),
  ]);
  return [folded(`${name}, run ${repeat}: what became of lost queries`, tables)];
}

function loadOf(load: StepLoad | undefined): string {
  return load === undefined ? '' : loadText(load);
}

function folded(summary: string, parts: readonly string[]): string {
  return [`<details><summary>${markdownText(summary)}</summary>`, ...parts, '</details>'].join('\n\n');
}

function table({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Text that shows as it is, wherever it stands in Markdown or in the HTML in it. */
function markdownText(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] as string)
    .replace(/[\\`*_[\]|~#@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ');
}
