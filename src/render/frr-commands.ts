/** Which of FRR's daemons a command is for: what `vtysh` knows of them, for the daemons that a router can have (FRR 10.3, install_element in each). */

/**
 * Those that read a configuration. mgmtd reads that of staticd, and most of zebra's: addresses, `ip protocol`, `ip nht`.
 */
export const ROUTING_DAEMONS = ['bgpd', 'mgmtd', 'zebra', 'ospfd', 'ospf6d', 'bfdd'] as const;

export type RoutingDaemon = (typeof ROUTING_DAEMONS)[number];

interface Command {
  /** Of the line, without `no`. */
  readonly begins: RegExp;
  /** Whom it is for. */
  readonly daemons: readonly [RoutingDaemon, ...RoutingDaemon[]];
  /** Whether it is only for those of them that have something which could use it; for the first if none has. */
  readonly shared?: boolean;
  /** What stands below it, where that is for several daemons. */
  readonly below?: 'interface' | 'route-map';
}

/** Commands of the top level; the first that fits. */
export const COMMANDS: readonly Command[] = [
  { begins: /^interface\b/, daemons: ['mgmtd', 'ospfd', 'ospf6d', 'bgpd'], below: 'interface' },
  {
    begins: /^route-map\b/,
    daemons: ['bgpd', 'ospfd', 'ospf6d', 'mgmtd'],
    shared: true,
    below: 'route-map',
  },
  {
    begins: /^(?:ip |ipv6 |mac )?(?:access-list|prefix-list)\b/,
    daemons: ['bgpd', 'ospfd', 'ospf6d', 'mgmtd'],
    shared: true,
  },
  { begins: /^key chain\b/, daemons: ['ospfd', 'ospf6d'], shared: true },
  { begins: /^(?:router|debug) ospf(?!\w)/, daemons: ['ospfd'] },
  { begins: /^(?:router|debug) ospf6(?!\w)/, daemons: ['ospf6d'] },
  { begins: /^(?:bfd\s*$|debug bfd\b)/, daemons: ['bfdd'] },
  { begins: /^(?:debug zebra\b|zebra (?!route-map))/, daemons: ['zebra'] },
  { begins: /^ip(?:v6)? (?:forwarding|import-table|nht hide-backup-events)\b/, daemons: ['zebra'] },
  { begins: /^mpls (?!fec)/, daemons: ['zebra'] },
  {
    begins: /^(?:fpm|pseudowire|allow-external-route-update|evpn|pbr nexthop-resolve|segment-routing)\b/,
    daemons: ['zebra'],
  },
  { begins: /^ip(?:v6)? (?:route|mroute|protocol|nht|router-id|table)\b/, daemons: ['mgmtd'] },
  { begins: /^(?:router-id|vni|vrf|zebra route-map|mpls fec)\b/, daemons: ['mgmtd'] },
  // Other routing protocols are its to refuse.
  { begins: /^(?:router|bgp|rpki|dump bgp|debug)\b/, daemons: ['bgpd'] },
];

/** What an interface can have that is not mgmtd's. */
export const INTERFACE_COMMANDS: readonly {
  readonly begins: RegExp;
  readonly daemon: RoutingDaemon;
}[] = [
  { begins: /^(?:ip )?ospf\b/, daemon: 'ospfd' },
  { begins: /^ipv6 ospf6\b/, daemon: 'ospf6d' },
  { begins: /^mpls bgp\b/, daemon: 'bgpd' },
];

/** What an entry of a route-map can have that is not for bgpd alone; the first that fits. */
const ROUTE_MAP_COMMANDS: readonly {
  readonly begins: RegExp;
  readonly daemons: readonly RoutingDaemon[];
}[] = [
  { begins: /^set metric-type\b/, daemons: ['ospfd', 'ospf6d'] },
  { begins: /^set forwarding-address\b/, daemons: ['ospf6d'] },
  { begins: /^(?:set src|match source-instance)\b/, daemons: ['mgmtd'] },
  { begins: /^match ip(?:v6)? (?:address|next-hop) prefix-len\b/, daemons: ['mgmtd'] },
  { begins: /^match source-protocol\b/, daemons: ['bgpd', 'mgmtd'] },
  { begins: /^match ip(?:v6)? next-hop address\b/, daemons: ['bgpd'] },
  {
    begins: /^match (?:interface|metric|tag|ip(?:v6)? (?:address|next-hop))\b/,
    daemons: ['bgpd', 'ospfd', 'ospf6d', 'mgmtd'],
  },
  {
    begins: /^set (?:(?:min-|max-)?metric|tag|sr-te|ip next-hop \d|ipv6 next-hop local)/,
    daemons: ['bgpd', 'ospfd', 'ospf6d', 'mgmtd'],
  },
  {
    begins: /^(?:call|continue|description|on-match)\b/,
    daemons: ['bgpd', 'ospfd', 'ospf6d', 'mgmtd'],
  },
];

/** Those that know a line in an entry of a route-map. */
export function routeMapDaemons(line: string): readonly RoutingDaemon[] {
  const command = line.replace(/^no /, '');
  return ROUTE_MAP_COMMANDS.find(({ begins }) => begins.test(command))?.daemons ?? ['bgpd'];
}
