/** The zone files that a topology names, read into its draft. */
import { dirname, isAbsolute, join } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { Draft, Placed } from './draft.ts';
import { describeDiagnostic } from './messages.ts';
import type { ReadFile } from './read-topology-file.ts';
import type { Topology } from './topology.ts';

/** Where a zone file is: as it is written, relative to the topology file. */
export function zoneFilePath(topologyFile: string, written: string): string {
  return isAbsolute(written) ? written : join(dirname(topologyFile), written);
}

/**
 * Puts the content of every zone file into the draft; each that cannot be read is a mistake at the place that names it.
 * @param file the topology's
 * @param read never throws
 */
export function withZoneFiles(
  draft: Draft,
  file: string,
  read: (path: string) => ReadFile,
): { readonly draft: Draft; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const readOne = (written: Placed): Placed & { readonly content?: string } => {
    const found = read(zoneFilePath(file, written.text));
    if ('source' in found) return { ...written, content: found.source };
    const [problem] = found.diagnostics;
    diagnostics.push({
      code: 'zone-file',
      args: { path: written.text, ...reasonOf(problem) },
      location: written.at,
    });
    return written;
  };
  const services = draft.services.map((service) => ({
    ...service,
    zones: service.zones.map((zone) =>
      zone.file === undefined ? zone : { ...zone, file: readOne(zone.file) },
    ),
  }));
  return { draft: { ...draft, services }, diagnostics };
}

/** What is not known of a topology's zone files before `up`, null where there are none. */
export function uncheckedZonesWarning({ services }: Pick<Topology, 'services'>): string | null {
  const files = services.flatMap(({ zones = [] }) => zones.flatMap(({ written }) => written?.file ?? []));
  if (files.length === 0) return null;
  return `what is in ${[...new Set(files)].join(', ')} is not checked here: the servers' own programs do that when the lab comes up, before anything starts`;
}

/** What such a mistake says of topologies goes without saying of zone files. */
function reasonOf(problem: Diagnostic | undefined): { readonly reason: string } {
  if (problem === undefined) return { reason: 'nobody knows why' };
  return { reason: describeDiagnostic(problem).replace(/;[^;]*$/, '') };
}
