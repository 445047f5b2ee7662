import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { renderNamedOptions } from './named-conf.ts';
import { lanAddresses } from './transfer.ts';
import { TSIG_FILE, TSIG_KEY } from './tsig-conf.ts';
import type { Zone } from './zone-file.ts';

/** Where its key for updates on the spot is, which it makes itself at each start: `nsupdate -k` reads it. */
export const SESSION_KEY = '/tmp/session.key';

/** `named.conf` of a primary: changed by dynamic update from its own host alone, and every server is told at once. */
export function renderPrimaryNamedConf(
  primary: PrimaryPlan,
  zones: readonly Zone[],
  servers: readonly ServerPlan[],
): string {
  const told = servers.flatMap(lanAddresses).map(({ address }) => `${address} key ${TSIG_KEY};`);
  const options = renderNamedOptions(primary, [
    'notify explicit;',
    `also-notify { ${told.join(' ')} };`,
    'notify-delay 0;',
    'notify-rate 1000;',
    'startup-notify-rate 1000;',
    `allow-transfer { key ${TSIG_KEY}; 127.0.0.1; };`,
    `session-keyfile "${SESSION_KEY}";`,
  ]);
  return `include "${TSIG_FILE}";

${options.replace('listen-on { ', 'listen-on { 127.0.0.1; ')}\
${zones.map(zone).join('')}`;
}

/** The file stays as it is: what changes is in the journal. */
function zone({ name, path }: Zone): string {
  return `
zone "${name}" {
    type primary;
    file "${path}";
    journal "/tmp/${name}.jnl";
    update-policy local;
};
`;
}
