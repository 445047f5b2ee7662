import { TOLD_BELOW } from '../plan/backend-checks.ts';
import type { BackendPlan, BalancerPlan } from '../plan/lab-plan.ts';
import { hashSalt, placeOnRing } from './dnsdist-hashing.ts';
import { listenAddresses } from './listen-addresses.ts';
import { dnsdistQueryLog } from './query-log.ts';
import { TLS_CERTIFICATE, TLS_KEY, TLS_PORT } from './tls-files.ts';

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
    ...tlsListeners(balancer),
    'setMaxUDPOutstanding(4096)',
    'setMaxTCPClientThreads(1)',
    'setRingBuffersSize(1000, 1)',
    `webserver(${quoted(STATISTICS)})`,
    'setWebserverConfig({ statsRequireAuthentication = false, apiRequiresAuthentication = false })',
    '',
    ...hashSalt(policy),
    ...(balancer.told
      ? toldServers(balancer, edge)
      : backends.map((backend) => newServer(balancer, backend))),
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

function tlsListeners(balancer: BalancerPlan): readonly string[] {
  if (balancer.tls === undefined) return [];
  const files = [TLS_CERTIFICATE, TLS_KEY].map(quoted).join(', ');
  return listenAddresses(balancer).map(
    ({ address }) => `addTLSLocal(${quoted(socket(address, TLS_PORT))}, ${files})`,
  );
}

function newServer({ policy, check }: BalancerPlan, { name, address }: BackendPlan): string {
  const { interval, timeout, fall, rise, resolves } = check;
  return [
    'newServer({',
    `  ${placeOnRing(policy, name)}address = ${quoted(socket(address))}, name = ${quoted(name)},`,
    `  checkName = ${quoted(`${check.name}.`)}, checkType = ${quoted(check.type)}, mustResolve = ${resolves},`,
    `  checkInterval = ${interval}, checkTimeout = ${timeout}, maxCheckFailures = ${fall}, rise = ${rise},`,
    '})',
  ].join('\n');
}

/**
 * Back ends that are in until the edge says otherwise, and what it says that by: before all other rules, as it is neither limited nor
 * logged. Lua actions have the same state as this file, one at a time (https://www.dnsdist.org/advanced/luaaction.html).
 */
function toldServers({ policy, backends }: BalancerPlan, edge: string): readonly string[] {
  return [
    'local backends = {',
    ...backends.map(
      ({ name, address }) =>
        `  newServer({ ${placeOnRing(policy, name)}address = ${quoted(socket(address))}, name = ${quoted(name)}, healthCheckMode = "up" }),`,
    ),
    '}',
    '-- The edge checks them, and asks for a name with a digit for each of them: 1 for in.',
    'local function take(dq)',
    '  local digits = dq.qname:toString():gsub("[^01]", "")',
    '  for number, backend in ipairs(backends) do',
    '    if digits:sub(number, number) == "1" then backend:setUp() else backend:setDown() end',
    '  end',
    '  return DNSAction.Spoof, "127.0.0.1"',
    'end',
    `addAction(AndRule({ ${edge}, QNameSuffixRule(${quoted(`${TOLD_BELOW}.`)}) }), LuaAction(take))`,
  ];
}

function socket(address: string, port = 53): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A string of Lua. Names and addresses hold nothing that would have to be escaped. */
function quoted(text: string): string {
  return `"${text}"`;
}
