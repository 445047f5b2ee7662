import type { ZoneServerKind } from '../topology/topology.ts';

/** Name of the key that a lab's transfers, and the notices of them, are signed with (RFC 8945). */
export const TSIG_KEY = 'lab';

/** The file that has it, of every kind of server; what else is configured may be shown to anybody. */
export const TSIG_FILE = '/etc/anycast-lab/tsig.conf';

/**
 * What stands for the key itself: the agent in the fabric puts it in as it writes the file (images/fabric/agent/key.py). It is made there
 * and known nowhere else, so that no plan, report or log can hold it.
 */
const SECRET = '{{tsig-secret}}';

const FORMS = {
  nsd: `key:\n    name: "${TSIG_KEY}"\n    algorithm: hmac-sha256\n    secret: "${SECRET}"\n`,
  bind: `key "${TSIG_KEY}" {\n    algorithm hmac-sha256;\n    secret "${SECRET}";\n};\n`,
  knot: `key:\n  - id: "${TSIG_KEY}"\n    algorithm: hmac-sha256\n    secret: "${SECRET}"\n`,
} satisfies Record<ZoneServerKind, string>;

/** The file with the key, as a kind of server reads it. */
export function renderTsigConf(kind: ZoneServerKind): string {
  return FORMS[kind];
}
