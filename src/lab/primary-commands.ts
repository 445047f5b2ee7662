/** What is run in a primary to change its zones, by its kind. Pure. */
import { keptZone } from '../render/kept-zones.ts';
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
    // The last of a zone's own name servers is never taken away (RFC 2136, section 3.4.2.4): others have to be there first.
    update: (zone, changes) => {
      const isOwnServers = ({ owner, type }: RecordChange): boolean => owner === zone && type === 'NS';
      const lines = changes.flatMap((change) => [
        ...(isOwnServers(change) ? [] : [`update delete ${change.owner}. ${change.type}`]),
        ...change.records.map(({ ttl, data }) => `update add ${change.owner}. ${ttl} ${change.type} ${data}`),
      ]);
      const input = ['server 127.0.0.1', `zone ${zone}.`, ...lines].join('\n');
      const nameServers = changes
        .filter(isOwnServers)
        .flatMap(({ records }) => records.map(({ data }) => data));
      return ['sh', '-c', BIND, 'update', zone, input, ...nameServers];
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
said=$(knot zone-commit "$zone" 2>&1) || { echo "$said"; knot zone-abort "$zone" >/dev/null 2>&1; exit 1; }
knot -b -f zone-flush "$zone" >/dev/null
knot zone-read "$zone" @ SOA`;

/** The file that is given takes the place of the primary's own. */
const KNOT_RELOAD = `own=${keptZone('$1')}
cp "$2" "$own.part" && mv "$own.part" "$own" && knotc -s /tmp/knot.sock -b zone-reload "$1"`;

/** Without the name of the zone, in brackets, before each record. */
const KNOT_READ = `knotc -s /tmp/knot.sock zone-read "$1" | sed 's/^\\[[^]]*\\] //'`;

/** What is after the name of the zone and the update are name servers that take the place of all its own. */
const BIND = `set -e; cd /tmp; zone=$1; input=$2; shift 2
ask() { dig -r +noall +answer @127.0.0.1 "$@"; }
if [ $# -gt 0 ]; then
  printf '%s\\n' "$@" > kept
  ask "$zone" NS > there
  others=$(awk '{ print $5 }' there | grep -vixFf kept | sed "s/.*/update delete $zone. NS &/" || true)
fi
# A line that is empty would be one that sends.
printf '%s\\n' "$input" \${others:+"$others"} send | nsupdate -k ${SESSION_KEY}
ask "$zone" SOA`;

/**
 * BIND takes no file anew for a zone that is updated: what the file has, and the zone has not, is added, and what only the zone has is taken away. Both are
 * brought to one form, a record a line, without what signing adds. A message holds some 1500 records, and what goes and comes of one name is in one. The
 * first has the zone's own name and the addresses of its name servers, without which BIND refuses these; they come before others go, as the last of
 * them would stay (RFC 2136, section 3.4.2.4).
 */
const BIND_RELOAD = `set -e; cd /tmp; export LC_ALL=C
plain() { sed -E 's/^(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+/\\1 \\2 \\3 \\4 /' "$1" | awk '$4 !~ /^(SOA|RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY|CDS|CDNSKEY|TYPE65534)$/' | sort; }
named-compilezone -i none -k ignore -s full -o compiled "$1" "$2" > said 2>&1 || { cat said; exit 1; }
dig -r +noall +answer +onesoa +nosplit @127.0.0.1 "$1" AXFR > axfr
grep -q SOA axfr || { cat axfr; exit 1; }
plain compiled > wanted
plain axfr > there
comm -23 there wanted | sed 's/^/delete /' > changes
comm -13 there wanted | sed 's/^/add /' >> changes
sort -s -k2,2 changes > sorted
{ echo "server 127.0.0.1"; echo "zone $1."
  awk -v zone="$1." -v n=500 '
    function update() { print "update " $0 }
    { own = $2 == zone; server = own && $5 == "NS"; name = tolower($2) }
    pass == 1 && server { first[tolower($6)]; if ($1 == "add") update() }
    pass == 2 && (own || name in first) && !(server && $1 == "add") { update() }
    pass == 3 && !own && !(name in first) {
      if (n >= 500 && name != last) { print "send"; n = 0 }
      n++; last = name; update()
    }' pass=1 changes pass=2 sorted pass=3 sorted
  echo send; } | nsupdate -k ${SESSION_KEY}`;

/** The serial in a SOA record as dig or knotc prints it, on the last line that has one. */
export function serialIn(printed: string): number | undefined {
  const [, serial] = [...printed.matchAll(/\sSOA\s+\S+\s+\S+\s+(\d+)\s/g)].at(-1) ?? [];
  return serial === undefined ? undefined : Number(serial);
}
