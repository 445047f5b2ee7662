/** From `faults --measure` to what is tested: the topology once with each set of timers, each kind of fault a scenario. */
import { LabError } from '../lab/lab-error.ts';
import type { TestSubject } from '../lab/test-topology.ts';
import { faultScenario } from '../scenario/matrix.ts';
import { meantOrAll } from '../topology/names.ts';
import { withTimers } from '../topology/timers.ts';
import type { FaultKind, TimerProfileName } from '../topology/topology.ts';
import { testLabName } from './test-subjects.ts';
import { loadTopology, planNamed } from './topology-file.ts';

export interface FaultMatrix {
  readonly file: string;
  readonly kinds: readonly FaultKind[];
  readonly timers: readonly TimerProfileName[];
  /** Absent: the first site. */
  readonly target?: string;
}

/**
 * The labs of a matrix, one for each set of timers.
 * @throws LabError `usage` with every mistake in the file, or where it has no such site
 */
export function matrixSubjects({ file, kinds, timers, target }: FaultMatrix): readonly TestSubject[] {
  const loaded = loadTopology(file);
  const sites = loaded.topology.sites.map(({ name }) => name);
  const site = target ?? sites[0] ?? '';
  if (!sites.includes(site)) {
    throw new LabError(
      'usage',
      `${loaded.file} has no site called ${site}`,
      meantOrAll(site, sites, 'Its sites'),
    );
  }
  return timers.map((profile) => {
    const topology = withTimers(loaded.topology, profile);
    return {
      ...{ file: loaded.file, source: loaded.source, scenarioFile: null },
      plan: planNamed(topology, undefined),
      labPlan: planNamed(topology, testLabName(topology.name)),
      scenarios: kinds.map((kind) => faultScenario(kind, site)),
      notes: [`measured with the timers ${profile}`],
    };
  });
}
