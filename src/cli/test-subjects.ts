/** From the files that `test` is given to what is tested. */
import { randomBytes } from 'node:crypto';
import { LabError } from '../lab/lab-error.ts';
import type { TestSubject } from '../lab/test-topology.ts';
import { MAX_NAME_LENGTH, meantOrAll } from '../topology/names.ts';
import { type LoadedTopology, loadTopology, planNamed, warningsAtUp } from './topology-file.ts';

/**
 * Reads all files, each to be tested in a lab of its own.
 * @param scenario the only one to be run, if any; files that have none of that name are left out
 * @throws LabError `usage` with every mistake in every file, or where no file has the scenario
 */
export function loadTestSubjects(
  files: readonly string[],
  scenario: string | undefined,
): readonly TestSubject[] {
  const loaded = loadAll(files);
  if (scenario === undefined) return loaded.map((each) => toSubject(each, each.topology.scenarios ?? []));
  const chosen = loaded.flatMap((each) => {
    const found = each.topology.scenarios?.find(({ name }) => name === scenario);
    return found === undefined ? [] : [toSubject(each, [found])];
  });
  if (chosen.length > 0) return chosen;
  const names = loaded.flatMap(({ topology }) => (topology.scenarios ?? []).map(({ name }) => name));
  throw new LabError(
    'usage',
    `there is no scenario called ${scenario}`,
    names.length === 0 ? 'There is none at all.' : meantOrAll(scenario, [...new Set(names)], 'There are'),
  );
}

function loadAll(files: readonly string[]): readonly LoadedTopology[] {
  const mistakes: string[] = [];
  const loaded = files.flatMap((file) => {
    try {
      return [loadTopology(file)];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      mistakes.push(error.message);
      return [];
    }
  });
  if (mistakes.length > 0) throw new LabError('usage', mistakes.join('\n'));
  return loaded;
}

function toSubject(
  { file, source, scenarioFile, topology }: LoadedTopology,
  scenarios: TestSubject['scenarios'],
): TestSubject {
  return {
    ...{ file, source, scenarioFile, scenarios },
    plan: planNamed(topology, undefined),
    labPlan: planNamed(topology, testLabName(topology.name)),
    notes: warningsAtUp(topology),
  };
}

/** `test-NAME-1a2b`: no other lab has it, one of the same topology that is up or tested at the same time included. */
export function testLabName(topology: string): string {
  const suffix = `-${randomBytes(3).toString('hex')}`;
  const room = MAX_NAME_LENGTH - 'test-'.length - suffix.length;
  return `test-${topology.slice(0, room).replace(/-+$/, '')}${suffix}`;
}
