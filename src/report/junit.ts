/** Results as JUnit XML, in the common subset that GitHub's and GitLab's readers understand. */
import { measureHeld } from '../measure/tcp/held-connections.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Check } from '../scenario/outcome.ts';
import { factsOf } from './facts.ts';
import { heldText } from './held-rows.ts';
import type { LabResult, Result, ScenarioResult } from './result.ts';
import { labTitle } from './view.ts';
import {
  checkName,
  discardedText,
  forensicsInvalidityText,
  invalidityText,
  runName,
  stepName,
} from './words.ts';

interface Case {
  readonly name: string;
  readonly seconds: number;
  /** Null: it is good. */
  readonly trouble: {
    readonly tag: 'failure' | 'error';
    readonly type: string;
    readonly message: string;
    readonly text: string;
  } | null;
}

interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly startedAt: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Case[];
}

/** One suite for each run of a scenario and one for each lab's catchments, one case for each check. */
export function renderJunit(result: Result): string {
  const suites = result.labs.flatMap((lab) => suitesOf(lab, labTitle(lab, result)));
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = result.labs.reduce((total, lab) => total + lab.durations.total, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="anycast-lab" ${counts(all)} time="${seconds.toFixed(3)}">`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suitesOf(lab: LabResult, name: string): readonly Suite[] {
  const several = lab.plan.services.length > 1;
  const common = { startedAt: lab.startedAt };
  const whole = lab.problem ?? (lab.interrupted ? 'interrupted' : null);
  const carriedOut = whole === null ? [] : [broken('the test is carried out', lab.durations.total, whole)];
  return [
    {
      ...{ ...common, name: `${name}: catchment`, seconds: lab.durations.up, properties: factsOf(lab) },
      cases: [
        ...carriedOut,
        ...lab.catchment.checks.map((check) => checkCase(check, checkName(check, several), 0)),
      ],
    },
    ...lab.scenarios.map((scenario) => ({
      ...{ ...common, name: suiteName(name, scenario, lab), seconds: scenario.seconds },
      properties: [
        ...(scenario.discarded ?? []).map((reasons) => ['again', discardedText(reasons)] as const),
        ...heldProperties(lab.plan, scenario),
      ],
      cases: scenarioCases(scenario, several),
    })),
  ];
}

/** What became of the TCP connections that were held, for each step. */
function heldProperties(plan: LabPlan, { run }: ScenarioResult): readonly (readonly [string, string])[] {
  const held = run === null || run.invalid.length > 0 ? null : measureHeld(plan, run);
  return (held?.steps ?? []).flatMap((outcomes, index) => {
    const step = run?.steps[index];
    return step === undefined
      ? []
      : [[`TCP, step ${index + 1}: ${stepName(step)}`, heldText(outcomes)] as const];
  });
}

function suiteName(title: string, scenario: ScenarioResult, { scenarios }: LabResult): string {
  const several = scenarios.filter(({ name }) => name === scenario.name).length > 1;
  return `${title}: ${runName(scenario, several)}`;
}

function scenarioCases(scenario: ScenarioResult, several: boolean): readonly Case[] {
  const reasons = [
    ...(scenario.problem === null ? [] : [scenario.problem]),
    ...(scenario.run?.invalid ?? []).map(invalidityText),
  ];
  const carriedOut = 'the scenario is carried out';
  const first =
    reasons.length === 0
      ? { name: carriedOut, seconds: scenario.seconds, trouble: null }
      : broken(carriedOut, scenario.seconds, reasons.join('\n'));
  // Readers tell cases apart by their names.
  const checks = scenario.checks.map((check) =>
    checkCase(check, `step ${(check.step ?? 0) + 1}: ${checkName(check, several)}`, 0),
  );
  return [first, ...followedCases(scenario), ...checks];
}

/** Only where forensics were asked for: whether what they say can be believed. */
function followedCases({ forensics }: ScenarioResult): readonly Case[] {
  if (forensics === undefined) return [];
  const name = 'every lost query is followed';
  if (forensics.invalid.length === 0) return [{ name, seconds: 0, trouble: null }];
  return [broken(name, 0, forensics.invalid.map(forensicsInvalidityText).join('\n'))];
}

function broken(name: string, seconds: number, text: string): Case {
  const [message = ''] = text.split('\n');
  return { name, seconds, trouble: { tag: 'error', type: 'environment', message, text } };
}

function checkCase(check: Check, name: string, seconds: number): Case {
  const message = `expected ${check.expected}, seen ${check.seen}`;
  const text = [message, ...check.evidence].join('\n');
  return { name, seconds, trouble: check.held ? null : { tag: 'failure', type: check.what, message, text } };
}

function suiteLines(suite: Suite): readonly string[] {
  const time = suite.seconds.toFixed(3);
  // The schema that most readers follow wants a time without a zone.
  const started = suite.startedAt.replace(/(\.\d+)?Z$/, '');
  const properties = suite.properties.map(
    ([name, value]) => `      <property name="${escapeXml(name)}" value="${escapeXml(value)}"/>`,
  );
  return [
    `  <testsuite name="${escapeXml(suite.name)}" ${counts(suite.cases)} skipped="0" time="${time}" timestamp="${escapeXml(started)}">`,
    ...(properties.length === 0 ? [] : ['    <properties>', ...properties, '    </properties>']),
    ...suite.cases.flatMap((each) => caseLines(each, suite.name)),
    '  </testsuite>',
  ];
}

function caseLines({ name, seconds, trouble }: Case, suite: string): readonly string[] {
  const attributes = `name="${escapeXml(name)}" classname="${escapeXml(suite)}" time="${seconds.toFixed(3)}"`;
  if (trouble === null) return [`    <testcase ${attributes}/>`];
  const { tag, type, message, text } = trouble;
  return [
    `    <testcase ${attributes}>`,
    `      <${tag} message="${escapeXml(message)}" type="${escapeXml(type)}">${escapeXml(text)}</${tag}>`,
    '    </testcase>',
  ];
}

function counts(cases: readonly Case[]): string {
  const of = (tag: 'failure' | 'error') => cases.filter(({ trouble }) => trouble?.tag === tag).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for XML and HTML; characters that XML 1.0 cannot hold at all (section 2.2) become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that are looked for.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
  );
}
