/** The topologies that come with the program. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `up` starts when no file is given. */
export const DEFAULT_TOPOLOGY = 'three-sites';

/** The folder they are in. */
export const BUNDLED = fileURLToPath(new URL('../../topologies/', import.meta.url));

/** Their names. */
export function bundledTopologies(): readonly string[] {
  return readdirSync(BUNDLED)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .toSorted();
}
