/** The file that `expect --write` changes. */
import { existsSync, writeFileSync } from 'node:fs';
import { LabError } from '../lab/lab-error.ts';
import type { RecordedCatchments } from '../lab/record-expectations.ts';
import type { Topology } from '../topology/topology.ts';
import { textOf, writeExpectations } from '../topology/write-expectations.ts';
import { notWritten } from './files.ts';
import { loadTopology } from './topology-file.ts';

export interface ExpectationFile {
  readonly file: string;
  readonly source: string;
  readonly topology: Topology;
}

/**
 * Reads a file before anything is done for it: a topology or a file of scenarios.
 * @throws LabError `usage` with its mistakes
 */
export function readForExpectations(file: string): ExpectationFile {
  const { file: found, source, scenarioFile, topology } = loadTopology(file);
  if (!existsSync(file)) {
    throw new LabError(
      'usage',
      `${file} is a bundled topology`,
      'Write into a copy, or into a file with: topology: NAME',
    );
  }
  return { ...(scenarioFile ?? { file: found, source }), topology };
}

/**
 * Writes catchments into a file.
 * @throws LabError `usage` where the lab is not one of the file's topology, or the file cannot be changed
 */
export function writeCatchments(
  { file, source, topology }: ExpectationFile,
  recorded: RecordedCatchments,
): void {
  const clients = new Set(topology.clients.map(({ name }) => name));
  const sites = new Set(topology.sites.map(({ name }) => name));
  for (const [client, expected] of Object.entries(recorded.catchment)) {
    const named = typeof expected === 'string' ? [expected] : expected.map(({ site }) => site);
    const missing = named.find((site) => !sites.has(site));
    if (clients.has(client) && missing === undefined) continue;
    const what = clients.has(client) ? `site ${missing}` : `client ${client}`;
    throw new LabError('usage', `${recorded.lab} is no lab of ${file}, which has no ${what}`);
  }
  const written = writeExpectations(source, recorded.catchment);
  if (written === undefined) {
    const entries = Object.entries(recorded.catchment).map(
      ([client, sites]) => `${client}: ${textOf(sites)}`,
    );
    throw new LabError(
      'usage',
      `the expectations in ${file} are written in a way that cannot be changed without loss`,
      `Write: expect: { catchment: { ${entries.join(', ')} } }`,
    );
  }
  try {
    if (written !== source) writeFileSync(file, written);
  } catch (error) {
    throw notWritten(file, error);
  }
}
