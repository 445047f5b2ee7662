/**
 * From what the user typed for FILE to a plan. Commands import it when they come to need it: those about a running lab
 * need not wait for the YAML and schema libraries.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lab/lab-error.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { planLab } from '../plan/plan-lab.ts';
import type { Diagnostic } from '../topology/diagnostic.ts';
import { formatDiagnostic } from '../topology/messages.ts';
import { isLabName } from '../topology/names.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import { readTopologyFile } from '../topology/read-topology-file.ts';
import type { Topology } from '../topology/topology.ts';
import { BUNDLED } from './bundled.ts';

export interface LoadedTopology {
  readonly file: string;
  readonly source: string;
  readonly topology: Topology;
}

/** What a file holds, or what is wrong with it. */
type Reading = LoadedTopology | { readonly file: string; readonly diagnostics: readonly Diagnostic[] };

function read(given: string): Reading {
  const bundled = join(BUNDLED, `${given}.yaml`);
  const file = /^[a-z0-9-]+$/.test(given) && !existsSync(given) && existsSync(bundled) ? bundled : given;
  const text = readTopologyFile(file);
  if ('diagnostics' in text) return { file, diagnostics: text.diagnostics };
  const parsed = parseTopology(text.source, file);
  if ('diagnostics' in parsed) return { file, diagnostics: parsed.diagnostics };
  return { file, source: text.source, topology: parsed.topology };
}

/**
 * Reads a topology: a file, or the bare name of a bundled one where no file of that name is there.
 * @throws LabError `usage` with one line for each mistake in it
 */
export function loadTopology(given: string): LoadedTopology {
  const reading = read(given);
  if ('topology' in reading) return reading;
  throw new LabError('usage', reading.diagnostics.map(formatDiagnostic).join('\n'));
}

/**
 * Plans a topology, under another name if one is given.
 * @throws LabError `usage` where the name cannot be a lab's, or the lab is too large
 */
export function planNamed(topology: Topology, name: string | undefined): LabPlan {
  if (name !== undefined && !isLabName(name)) {
    throw new LabError(
      'usage',
      `${JSON.stringify(name)} cannot be a lab's name`,
      'Use lower-case letters, digits and hyphens.',
    );
  }
  try {
    return planLab(topology, name);
  } catch (error) {
    if (error instanceof RangeError) throw new LabError('usage', error.message);
    throw error;
  }
}

/** What `validate` finds. */
export interface TopologyCheck {
  readonly file: string;
  readonly valid: boolean;
  readonly mistakes: readonly {
    readonly code: string;
    /** From 1; absent where the mistake is the file itself. */
    readonly line?: number;
    readonly column?: number;
    /** `file:line:column: what is wrong; what to write instead` */
    readonly text: string;
  }[];
}

/** Checks a topology and reports all that is wrong with it. */
export function checkTopology(given: string): TopologyCheck {
  const reading = read(given);
  const diagnostics = 'diagnostics' in reading ? reading.diagnostics : [];
  const mistakes = diagnostics.map((diagnostic) => {
    const { line, column } = diagnostic.location;
    return {
      code: diagnostic.code,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      text: formatDiagnostic(diagnostic),
    };
  });
  return { file: reading.file, valid: mistakes.length === 0, mistakes };
}
