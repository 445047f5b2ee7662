/** What is run in a primary to change its zones, by its kind. Pure. */
import { KEPT_ZONES } from '../render/primary-knot-conf.ts';
import { SESSION_KEY } from '../render/primary-named-conf.ts';
import type { PrimaryKind } from '../topology/topology.ts';
import type { RecordChange } from './zone-records.ts';

interface PrimaryCommands {
  /** Makes changes of a zone at once, all or none, and prints the serial that it has then, last. */
  readonly update: (zone: string, changes: readonly RecordChange[]) => readonly string[];
  /** Prints all records of a zone, a line each, as a master file. */
  readonly read: (zone: string) => readonly string[];
  /** Lets a zone hold what its file says now, with a higher serial. */
  readonly reload: (zone: string, path: string) => readonly string[];
}

export const PRIMARY_COMMANDS = {
  knot: {
    // knotc takes one command at a time; what is not there to be taken away is no mistake.
    update: (zone, changes) => [
      ...['sh', '-c', KNOT, 'update', zone],
      ...changes.flatMap(({ owner, type, records }) => [
        ...['unset', `${owner}.`, '-', type, '-'],
        ...records.flatMap(({ ttl, data }) => ['set', `${owner}.`, String(ttl), type, data]),
      ]),
    ],
    read: (zone) => ['sh', '-c', KNOT_READ, 'read', zone],
    reload: (zone, path) => ['sh', '-c', KNOT_RELOAD, 'reload', zone, path],
  },
  bind: {
    update: (zone, changes) => {
      const lines = changes.flatMap(({ owner, type, records }) => [
        `update delete ${owner}. ${type}`,
        ...records.map(({ ttl, data }) => `update add ${owner}. ${ttl} ${type} ${data}`),
      ]);
      const input = ['server 127.0.0.1', `zone ${zone}.`, ...lines, 'send', ''].join('\n');
      return ['sh', '-c', BIND, 'update', zone, input];
    },
    read: (zone) => ['dig', '-r', '+noall', '+answer', '+onesoa', '+nosplit', '@127.0.0.1', zone, 'AXFR'],
    reload: (zone, path) => ['sh', '-c', BIND_RELOAD, 'reload', zone, path],
  },
} satisfies Record<PrimaryKind, PrimaryCommands>;

/** What is changed is written into the zone's file at last, from where it comes when the primary is started again. */
const KNOT = `zone=$1; shift
knot() { knotc -s /tmp/knot.sock "$@"; }
knot zone-begin "$zone" >/dev/null || exit 1
while [ $# -gt 0 ]; do
  if [ "$1" = unset ]; then knot zone-unset "$zone" "$2" "$4" >/dev/null 2>&1
  else said=$(knot zone-set "$zone" "$2" "$3" "$4" "$5" 2>&1) || { echo "$said"; knot zone-abort "$zone" >/dev/null; exit 1; }
  fi
  shift 5
done
knot zone-commit "$zone" >/dev/null || { knot zone-abort "$zone" >/dev/null 2>&1; exit 1; }
knot -b -f zone-flush "$zone" >/dev/null
knot zone-read "$zone" @ SOA`;

/** The file that is given takes the place of the primary's own. */
const KNOT_RELOAD = `own=${KEPT_ZONES}/$1.zone
cp "$2" "$own.part" && mv "$own.part" "$own" && knotc -s /tmp/knot.sock -b zone-reload "$1"`;

/** Without the name of the zone, in brackets, before each record. */
const KNOT_READ = `knotc -s /tmp/knot.sock zone-read "$1" | sed 's/^\\[[^]]*\\] //'`;

const BIND = `printf '%s' "$2" | nsupdate -k ${SESSION_KEY} && dig -r +noall +answer @127.0.0.1 "$1" SOA`;

/**
 * BIND takes no file anew for a zone that is updated: what the file has, and the zone has not, is added, and what only the zone has is taken away. Both are
 * brought to one form, a record a line, without what signing adds.
 */
const BIND_RELOAD = `set -e; cd /tmp
plain() { awk '$4 !~ /^(SOA|RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY|CDS|CDNSKEY|TYPE65534)$/' | sort; }
named-compilezone -q -i none -k ignore -s full -o - "$1" "$2" | tr -s '\\t ' ' ' | plain > wanted
dig -r +noall +answer +onesoa @127.0.0.1 "$1" AXFR | tr -s '\\t ' ' ' | plain > there
{ echo "server 127.0.0.1"; echo "zone $1."
  comm -23 there wanted | sed 's/^/update delete /'
  comm -13 there wanted | sed 's/^/update add /'
  echo send; } | nsupdate -k ${SESSION_KEY}`;

/** The serial in a SOA record as dig or knotc prints it, on the last line that has one. */
export function serialIn(printed: string): number | undefined {
  const [, serial] = [...printed.matchAll(/\sSOA\s+\S+\s+\S+\s+(\d+)\s/g)].at(-1) ?? [];
  return serial === undefined ? undefined : Number(serial);
}
