/**
 * A primary's own zone files. The fabric gives a node its files again whenever it is brought back; what was changed since is in files
 * that begin as copies of those, which `keep-zones` makes (images/server-knot, images/server-bind).
 */
import type { NodeFile } from './node-files.ts';

/** The folder that they are in. */
export const KEPT_ZONES = '/tmp/zones';

/** What tells `keep-zones` that there is something to keep. */
export const KEEPS_ZONES: NodeFile = { path: '/etc/anycast-lab/keeps-zones', content: '' };

/** The file of a zone. */
export function keptZone(name: string): string {
  return `${KEPT_ZONES}/${name}.zone`;
}
