/** Results as text, and back. */
import * as z from 'zod';
import type { RecordedRun } from '../measure/run.ts';
import { withoutPasswords } from '../plan/hide-passwords.ts';
import { hidePasswords } from '../topology/hide-passwords.ts';
import type { LabResult, Result, ScenarioResult } from './result.ts';
import { RESULT_VERSION, type ResultFile, resultSchema } from './result-schema.ts';
import { fromColumns, toColumns } from './sample-columns.ts';

/** Why a text is not a result that can be read here. */
export class ResultFileError extends Error {
  override readonly name = 'ResultFileError';
}

/**
 * The text of a result file, in pieces, each of which is one series of queries at most: no string can hold the whole of a long
 * run (512 MB in V8). Passwords of sessions are hidden in it, so that it can be handed on.
 */
export function* encodeResult(result: Result): Generator<string> {
  yield `${opened({ format: 'anycast-lab result', version: RESULT_VERSION })},"labs":[`;
  for (const [index, { scenarios, ...lab }] of result.labs.entries()) {
    yield `${index === 0 ? '' : ','}${opened(handedOn(lab))},"scenarios":[`;
    for (const [place, scenario] of scenarios.entries()) {
      if (place > 0) yield ',';
      yield* encodeScenario(scenario);
    }
    yield ']}';
  }
  yield ']}\n';
}

function handedOn({ topology, plan, ...rest }: Omit<LabResult, 'scenarios'>): object {
  return {
    topology: { ...topology, source: hidePasswords(topology.source) },
    plan: withoutPasswords(plan),
    ...rest,
  };
}

function* encodeScenario({ run, ...scenario }: ScenarioResult): Generator<string> {
  yield `${opened(scenario)},"run":`;
  if (run === null) yield 'null';
  else {
    const { record, ...rest } = run;
    const users = record.users === undefined ? {} : { users: toColumns(record.users) };
    const held = record.held === undefined ? {} : { held: record.held };
    const { series, ...columns } = toColumns(record.series);
    yield `${opened({ ...rest, fib: record.fib, ...users, ...held })},"samples":${opened(columns)},"series":[`;
    for (const [index, one] of series.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(one)}`;
    yield ']}}';
  }
  yield '}';
}

/** An object that is not empty, as JSON without its closing brace. */
function opened(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

/**
 * The result that a text holds; samples come sorted by number.
 * @throws ResultFileError, of one line, where it is cut short, of another version, or not a result
 */
export function decodeResult(text: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ResultFileError('is not JSON: it was cut short, or is something else', { cause });
  }
  const { format, version } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Partial<ResultFile>;
  if (format !== 'anycast-lab result') throw new ResultFileError('is not a result of anycast-lab');
  if (version !== RESULT_VERSION)
    throw new ResultFileError(
      `is a result of version ${JSON.stringify(version)}, and this anycast-lab reads version ${RESULT_VERSION}`,
    );
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) throw new ResultFileError(`is damaged: ${firstIssue(parsed.error)}`);
  const labs = parsed.data.labs.map((lab) => ({ ...lab, scenarios: lab.scenarios.map(decodeScenario) }));
  // The schema names what is relied on; the rest of the plan and the steps is as it was written.
  return { labs } as unknown as Result;
}

function decodeScenario({ run, ...scenario }: ResultFile['labs'][number]['scenarios'][number]) {
  if (run === null) return { ...scenario, run };
  const { samples, fib, users, held, ...rest } = run;
  const record = {
    ...{ series: fromColumns(samples), fib },
    ...(users === undefined ? {} : { users: fromColumns(users) }),
    ...(held === undefined ? {} : { held }),
  } as RecordedRun['record'];
  return { ...scenario, run: { ...rest, record } };
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined
    ? 'it does not follow the schema'
    : `${z.core.toDotPath(issue.path)}: ${issue.message}`;
}
