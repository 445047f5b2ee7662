import type { BackendPlan, BalancerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import { dnsdistQueryLog } from './query-log.ts';

/** Where its image starts dnsdist with it. */
export const DNSDIST_CONF = '/etc/anycast-lab/dnsdist.conf';

/** Where it says how it is, in the node alone. */
const STATISTICS = '127.0.0.1:8083';

/**
 * `dnsdist.conf` for dnsdist 1.9, which is Lua. Room for as many queries as a lab has under way: the defaults are for millions, and take
 * hundreds of MB. The edge's checks ask the back ends every time, whatever is kept here, and are not limited.
 */
export function renderDnsdistConf(balancer: BalancerPlan): string {
  const { policy, cache, rateLimit, backends, checkedFrom } = balancer;
  const edge = `NetmaskGroupRule({ ${checkedFrom.map(({ address }) => quoted(address)).join(', ')} })`;
  const lines = [
    // No question to the Internet whether this version is safe.
    'setSecurityPollSuffix("")',
    'setACL({ "0.0.0.0/0", "::/0" })',
    ...listenAddresses(balancer).map(({ address }) => `addLocal(${quoted(socket(address))})`),
    'setMaxUDPOutstanding(4096)',
    'setMaxTCPClientThreads(1)',
    'setRingBuffersSize(1000, 1)',
    `webserver(${quoted(STATISTICS)})`,
    'setWebserverConfig({ statsRequireAuthentication = false, apiRequiresAuthentication = false })',
    '',
    ...backends.map((backend) => newServer(balancer, backend)),
    `setServerPolicy(${policy})`,
    '-- At once, instead of nothing at all.',
    'setServFailWhenNoServer(true)',
    ...dnsdistQueryLog(balancer),
    ...(cache === undefined
      ? []
      : [
          '',
          // With cookies, as an answer to one client's is none to another's.
          `getPool(""):setCache(newPacketCache(${cache}, { cookieHashing = true, temporaryFailureTTL = 0 }))`,
          `addAction(${edge}, SetSkipCacheAction())`,
        ]),
    ...(rateLimit === undefined
      ? []
      : ['', `addAction(AndRule({ NotRule(${edge}), MaxQPSIPRule(${rateLimit}) }), DropAction())`]),
  ];
  return `${lines.join('\n')}\n`;
}

function newServer({ check }: BalancerPlan, { name, address }: BackendPlan): string {
  const { interval, timeout, fall, rise, resolves } = check;
  return [
    'newServer({',
    `  address = ${quoted(socket(address))}, name = ${quoted(name)},`,
    `  checkName = ${quoted(`${check.name}.`)}, checkType = ${quoted(check.type)}, mustResolve = ${resolves},`,
    `  checkInterval = ${interval}, checkTimeout = ${timeout}, maxCheckFailures = ${fall}, rise = ${rise},`,
    '})',
  ].join('\n');
}

function socket(address: string): string {
  return address.includes(':') ? `[${address}]:53` : `${address}:53`;
}

/** A string of Lua. Names and addresses hold nothing that would have to be escaped. */
function quoted(text: string): string {
  return `"${text}"`;
}
