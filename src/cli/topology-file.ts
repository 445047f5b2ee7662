/**
 * From what the user typed for FILE to a plan. Commands import it when they come to need it: those about a running lab
 * need not wait for the YAML and schema libraries.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { LabError } from '../lab/lab-error.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { planLab } from '../plan/plan-lab.ts';
import { arrivalOrderWarning } from '../topology/arrival-order.ts';
import type { Diagnostic } from '../topology/diagnostic.ts';
import type { Placed } from '../topology/draft.ts';
import { expiredInCachesWarning } from '../topology/expired-in-caches.ts';
import { fileKind } from '../topology/file-kind.ts';
import { formatDiagnostic } from '../topology/messages.ts';
import { isLabName, MAX_NAME_LENGTH } from '../topology/names.ts';
import { parseScenarioFile } from '../topology/parse-scenario-file.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import { readTopologyFile, readTopologyStream } from '../topology/read-topology-file.ts';
import type { Topology } from '../topology/topology.ts';
import { uncheckedZonesWarning } from '../topology/zone-files.ts';
import { BUNDLED, bundledTopologies } from './bundled.ts';

export interface LoadedTopology {
  readonly file: string;
  readonly source: string;
  readonly topology: Topology;
  /** The file beside it that its expectations and scenarios come from; null: it is the topology's own. */
  readonly scenarioFile: { readonly file: string; readonly source: string } | null;
}

/** What a file holds, or what is wrong with it. */
type Reading = LoadedTopology | { readonly file: string; readonly diagnostics: readonly Diagnostic[] };

/** What stands for stdin, and what a topology from there is called. */
const STDIN = ['-', '/dev/stdin'];
const STDIN_NAME = 'stdin';

function read(given: string): Reading {
  const fromStdin = STDIN.includes(given);
  const file = fromStdin ? STDIN_NAME : findFile(given, given);
  const text = fromStdin ? readTopologyStream(0, file) : readTopologyFile(file);
  if ('diagnostics' in text) return { file, diagnostics: text.diagnostics.map(offerBundled) };
  const kind = fileKind(text.source, file);
  if (kind.kind === 'both') return { file, diagnostics: kind.diagnostics };
  if (kind.kind === 'scenarios') return readScenarios(file, text.source, kind.topology);
  const parsed = parseTopology(text.source, file);
  if ('diagnostics' in parsed) return { file, diagnostics: parsed.diagnostics };
  return { file, source: text.source, topology: parsed.topology, scenarioFile: null };
}

/** A name without a folder may be meant for a bundled topology. */
function offerBundled(diagnostic: Diagnostic): Diagnostic {
  const { file } = diagnostic.location;
  if (diagnostic.code !== 'file-missing' || /[\\/]/.test(file)) return diagnostic;
  const name = file.replace(/\.ya?ml$/, '');
  return { ...diagnostic, args: { name, bundled: bundledTopologies() } };
}

/** A path, or the path of the bundled topology of that name where there is no such file. */
function findFile(given: string, path: string): string {
  const bundled = join(BUNDLED, `${given}.yaml`);
  return /^[a-z0-9-]+$/.test(given) && !existsSync(path) && existsSync(bundled) ? bundled : path;
}

function readScenarios(file: string, source: string, named: Placed): Reading {
  const { text: name, at: location } = named;
  const path = findFile(name, isAbsolute(name) ? name : join(dirname(file), name));
  const found = name === '' ? undefined : readTopologyFile(path);
  if (found === undefined || ('diagnostics' in found && found.diagnostics[0]?.code === 'file-missing')) {
    const args = { name, bundled: bundledTopologies() };
    return { file, diagnostics: [{ code: 'topology-missing', args, location }] };
  }
  if ('diagnostics' in found) return { file: path, diagnostics: found.diagnostics };
  const kind = fileKind(found.source, path);
  if (kind.kind === 'both') return { file: path, diagnostics: kind.diagnostics };
  if (kind.kind === 'scenarios') {
    return { file, diagnostics: [{ code: 'topology-of-scenarios', args: { name }, location }] };
  }
  const topology = parseTopology(found.source, path);
  if ('diagnostics' in topology) return { file: path, diagnostics: topology.diagnostics };
  const parsed = parseScenarioFile(source, file, topology.topology);
  if ('diagnostics' in parsed) return { file, diagnostics: parsed.diagnostics };
  return {
    file: path,
    source: found.source,
    topology: parsed.topology,
    scenarioFile: { file, source },
  };
}

/**
 * Reads a topology: a file, `-` for stdin, or the bare name of a bundled one where no file of that name is there.
 * @throws LabError `usage` with one line for each mistake in it
 */
export function loadTopology(given: string): LoadedTopology {
  const reading = read(given);
  if ('topology' in reading) return reading;
  const lines = reading.diagnostics.map(formatDiagnostic);
  // On lines of their own, editors and terminals can follow them to the place.
  throw new LabError(
    'usage',
    lines.length === 1 ? lines.join() : ['the topology has mistakes:', ...lines].join('\n'),
  );
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
      `Write 1 to ${MAX_NAME_LENGTH} lower-case letters, digits and hyphens, a letter first, no hyphen last.`,
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
  /** What is no mistake, but should be known. */
  readonly warnings: readonly string[];
}

/** Checks a topology and reports all that is wrong with it. */
export function checkTopology(given: string): TopologyCheck {
  const reading = read(given);
  const diagnostics = 'diagnostics' in reading ? reading.diagnostics : [];
  const warnings = 'topology' in reading ? warningsOf(reading.topology) : [];
  const mistakes = diagnostics.map((diagnostic) => {
    const { line, column } = diagnostic.location;
    return {
      code: diagnostic.code,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      text: formatDiagnostic(diagnostic),
    };
  });
  return {
    file: ('scenarioFile' in reading && reading.scenarioFile?.file) || reading.file,
    valid: mistakes.length === 0,
    mistakes,
    warnings,
  };
}

/** Those that concern a lab that comes up, too. */
export function warningsAtUp(topology: Topology): readonly string[] {
  return [arrivalOrderWarning(topology), expiredInCachesWarning(topology)].filter(
    (warning) => warning !== null,
  );
}

function warningsOf(topology: Topology): readonly string[] {
  return [...warningsAtUp(topology), uncheckedZonesWarning(topology)].filter((warning) => warning !== null);
}
