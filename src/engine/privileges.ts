/**
 * What each role may do. Every capability that is not listed is dropped, no container is privileged, and none can gain
 * more (no-new-privileges).
 */
import type { ContainerRole } from './labels.ts';

interface Privileges {
  readonly capabilities: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** The most processes and threads it may have. */
  readonly pids: number;
  /** Supplementary groups, by number. */
  readonly groups?: readonly string[];
  /** Sees the engine's processes instead of its own. */
  readonly hostProcesses?: boolean;
}

/** Engines switch IPv6 off where they give no network; and duplicate address detection would hold it back for a second. */
const HOST_SYSCTLS = {
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
  'net.ipv6.conf.all.accept_dad': '0',
  'net.ipv6.conf.default.accept_dad': '0',
  'net.ipv6.conf.all.accept_ra': '0',
  'net.ipv6.conf.default.accept_ra': '0',
};

const ROUTER: Privileges = {
  // What FRR's daemons ask for before they drop to their own user; with one missing they refuse to start.
  capabilities: [
    'CHOWN',
    'DAC_OVERRIDE',
    'NET_ADMIN',
    'NET_BIND_SERVICE',
    'NET_RAW',
    'SETGID',
    'SETUID',
    'SYS_ADMIN',
  ],
  sysctls: {
    ...HOST_SYSCTLS,
    'net.ipv4.ip_forward': '1',
    'net.ipv6.conf.all.forwarding': '1',
    'net.ipv6.conf.default.forwarding': '1',
    // Between networks the way back is often another one: a reverse path filter would drop what is legitimate.
    'net.ipv4.conf.all.rp_filter': '0',
    'net.ipv4.conf.default.rp_filter': '0',
    // Equal paths, and several servers at a site, share queries by flow, ports included, unless the topology says otherwise.
    'net.ipv4.fib_multipath_hash_policy': '1',
    'net.ipv6.fib_multipath_hash_policy': '1',
  },
  pids: 256,
};

const SERVER: Privileges = {
  capabilities: [],
  // The servers run as their own user from the start, and still listen on port 53.
  sysctls: { ...HOST_SYSCTLS, 'net.ipv4.ip_unprivileged_port_start': '0' },
  pids: 128,
};

export const PRIVILEGES = {
  edge: ROUTER,
  router: ROUTER,
  balancer: SERVER,
  server: SERVER,
  primary: SERVER,
  client: {
    // ping, mtr and tcpdump.
    capabilities: ['NET_RAW'],
    // Its resolver, where it has one, listens on port 53.
    sysctls: { ...HOST_SYSCTLS, 'net.ipv4.ip_unprivileged_port_start': '0' },
    pids: 256,
  },
  fabric: {
    // Wiring interfaces, entering the nodes' network namespaces, and reaching their files and sockets; KILL for faults, NET_RAW to
    // see the frames on the links.
    capabilities: ['KILL', 'NET_ADMIN', 'NET_RAW', 'SYS_ADMIN', 'SYS_PTRACE'],
    // It is a switch, not a host: it must not speak on the links itself.
    sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1', 'net.ipv6.conf.default.disable_ipv6': '1' },
    pids: 1024,
    // The group that may talk to FRR's daemons (images/router).
    groups: ['850'],
    hostProcesses: true,
  },
} as const satisfies Record<ContainerRole, Privileges>;
