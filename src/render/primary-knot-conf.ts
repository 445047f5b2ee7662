import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { KEPT_ZONES, keptZone } from './kept-zones.ts';
import { renderKnotServer, zoneFromFile } from './knot-conf.ts';
import { lanAddresses } from './transfer.ts';
import { TSIG_FILE, TSIG_KEY } from './tsig-conf.ts';
import type { Zone } from './zone-file.ts';

/**
 * `knot.conf` of a primary: whatever changes, by its control socket or in a zone's file, raises the serial and goes into the journal, from which
 * servers have it as a difference (RFC 1995). A server that does not answer holds up the notices to the others for half a second only.
 */
export function renderPrimaryKnotConf(
  primary: PrimaryPlan,
  zones: readonly Zone[],
  servers: readonly ServerPlan[],
): string {
  return `${renderKnotServer(primary).replace('background-workers: 1', 'background-workers: 2\n    tcp-remote-io-timeout: 500')}
include: "${TSIG_FILE}"

remote:
${servers.map(remote).join('')}
acl:
  - id: transfers
    key: ${TSIG_KEY}
    action: transfer

template:
  - id: default
    storage: "${KEPT_ZONES}"
    acl: transfers
    notify: [ ${servers.map(({ name }) => name).join(', ')} ]
    zonefile-load: difference-no-serial
    zonefile-sync: -1
    journal-content: all
    serial-policy: increment
${zones.map(policy).join('')}
zone:
${zones.map(zone).join('')}`;
}

/** One key for all, that never changes; signatures are made anew when half of their time is over. */
function policy({ name, dnssec }: Zone): string {
  if (dnssec === undefined) return '';
  return `
policy:
  - id: "${name}"
    algorithm: ecdsap256sha256
    single-type-signing: on
    ksk-lifetime: 0
    rrsig-lifetime: ${dnssec.validity}s
    rrsig-refresh: ${Math.floor(dnssec.validity / 2)}s
    rrsig-pre-refresh: 1s
`;
}

function zone(each: Zone): string {
  const signing =
    each.dnssec === undefined ? '' : `    dnssec-signing: on\n    dnssec-policy: "${each.name}"\n`;
  return `${zoneFromFile({ ...each, path: keptZone(each.name) })}${signing}`;
}

function remote(server: ServerPlan): string {
  const addresses = lanAddresses(server).map(({ address }) => `${address}@53`);
  return `  - id: ${server.name}\n    address: [ ${addresses.join(', ')} ]\n    key: ${TSIG_KEY}\n`;
}
