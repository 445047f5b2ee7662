import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { keptZone } from './kept-zones.ts';
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
${zones.map(policy).join('')}${zones.map(zone).join('')}`;
}

function zone({ name, dnssec }: Zone): string {
  return `
zone "${name}" {
    type primary;
    file "${keptZone(name)}";
    update-policy local;
${dnssec === undefined ? '' : `    dnssec-policy "${name}";\n    inline-signing no;\n`}\
};
`;
}

/** One key for all, that never changes; signatures are made anew when half of their time is over. */
function policy({ name, dnssec }: Zone): string {
  if (dnssec === undefined) return '';
  return `
dnssec-policy "${name}" {
    keys { csk lifetime unlimited algorithm ecdsap256sha256; };
    signatures-validity ${dnssec.validity}s;
    signatures-validity-dnskey ${dnssec.validity}s;
    signatures-refresh ${Math.floor(dnssec.validity / 2)}s;
    signatures-jitter 0;
};
`;
}
