/** Runs written by hand: three sites and four clients, a query every 10 ms. */
import type { FibEvent } from '../../src/measure/fib.ts';
import { seriesOf } from '../../src/measure/outage.ts';
import type { RecordedRun, RunStep } from '../../src/measure/run.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { evaluateRun } from '../../src/scenario/evaluate-run.ts';
import type { Check } from '../../src/scenario/outcome.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Scenario } from '../../src/topology/scenario.ts';
import type { Family } from '../../src/topology/topology.ts';
import { INTERVAL, query } from '../measure/timeline.ts';

const LAB = `
sites: { f: , n: , s: }
routers: { left: , right: }
clients: { anna: { router: left, resolver: unbound }, bert: left, carl: right, dora: right }
links: [f -> left, n -> right, s -> right, left -- right]
`;

/** A lab with the steps of one scenario, in YAML's flow style. */
export function scenarioOf(...steps: readonly string[]): {
  readonly plan: LabPlan;
  readonly scenario: Scenario;
} {
  const parsed = parseTopology(`${LAB}scenarios: { test: [${steps.join(', ')}] }\n`, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const [scenario] = parsed.topology.scenarios ?? [];
  if (scenario === undefined) throw new Error('no scenario');
  return { plan: planLab(parsed.topology), scenario };
}

/** A step that was done in a slot of the timelines. */
export function done(slot: number, step: Partial<RunStep> = {}): RunStep {
  const at = { before: slot * INTERVAL, after: slot * INTERVAL + 100 };
  return {
    ...{ action: 'fault', kind: 'withdraw', target: 'f', site: 'f', settled: true },
    instants: [
      { family: 4, prefix: '192.0.2.0/24', ...at },
      { family: 6, prefix: '2001:db8:53::/48', ...at },
    ],
    ...step,
  };
}

/** Timelines by client, or `client v6`; without a word about the IP version they are IPv4's (see ../measure/timeline.ts). */
export function runOf(
  timelines: Readonly<Record<string, string>>,
  steps: readonly RunStep[],
  more: Partial<RecordedRun> & { readonly fib?: readonly FibEvent[] } = {},
): RecordedRun {
  const samples = Object.entries(timelines).flatMap(([key, timeline]) => {
    const [client = '', version = 'v4'] = key.split(' ');
    const family: Family = version === 'v6' ? 6 : 4;
    return [...timeline.replaceAll(' ', '')].map(
      (fate, seq): QuerySample => ({ ...query(seq, fate), client, family }),
    );
  });
  const { fib = [], ...rest } = more;
  return {
    ...{ interval: INTERVAL / 1000, timeout: 1000, patience: 30, steps, invalid: [] },
    record: { series: seriesOf(samples), fib },
    ...rest,
  };
}

/** The checks that a scenario comes to, in short: `what client vN: expected / seen`, with `!` before those that failed. */
export function verdicts(steps: readonly string[], run: RecordedRun): readonly string[] {
  return checksOf(steps, run).map(line);
}

export function checksOf(steps: readonly string[], run: RecordedRun): readonly Check[] {
  const { plan, scenario } = scenarioOf(...steps);
  return evaluateRun(plan, scenario, run);
}

function line({ step, what, client, family, expected, seen, held }: Check): string {
  const who = client === null ? 'nobody' : `${client}${family === null ? '' : ` v${family}`}`;
  return `${held ? '' : '! '}${step} ${what} ${who}: ${expected} / ${seen}`;
}
