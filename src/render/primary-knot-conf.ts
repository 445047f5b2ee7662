import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
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
    storage: "/etc/anycast-lab"
    acl: transfers
    notify: [ ${servers.map(({ name }) => name).join(', ')} ]
    zonefile-load: difference-no-serial
    zonefile-sync: -1
    journal-content: all
    serial-policy: increment

zone:
${zones.map(zoneFromFile).join('')}`;
}

function remote(server: ServerPlan): string {
  const addresses = lanAddresses(server).map(({ address }) => `${address}@53`);
  return `  - id: ${server.name}\n    address: [ ${addresses.join(', ')} ]\n    key: ${TSIG_KEY}\n`;
}
