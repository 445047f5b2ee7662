import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { renderBfddConf } from './bfdd-conf.ts';
import { ROUTING_DAEMONS, type RoutingDaemon } from './frr-commands.ts';
import { FRR_CONF, renderFrrConf } from './frr-conf.ts';
import { renderOspf6dConf, renderOspfdConf } from './ospf-conf.ts';
import { ownSection } from './own-lines.ts';

interface ConfigurationFile {
  /** Where the daemon reads it: see images/router/start-router. */
  readonly path: string;
  /** Undefined: there is nothing for it to read. */
  readonly render: (plan: LabPlan, router: RouterPlan) => string | undefined;
}

/** The configuration of each of a router's daemons. */
export const CONFIGURATIONS = {
  bgpd: { path: FRR_CONF, render: renderFrrConf },
  mgmtd: { path: '/etc/frr/mgmtd.conf', render: ownLinesFor('mgmtd') },
  // mgmtd would read a zebra.conf, too, and knows nothing of what zebra reads itself.
  zebra: { path: '/etc/frr/zebra-itself.conf', render: ownLinesFor('zebra') },
  ospfd: { path: '/etc/frr/ospfd.conf', render: renderOspfdConf },
  ospf6d: { path: '/etc/frr/ospf6d.conf', render: renderOspf6dConf },
  bfdd: { path: '/etc/frr/bfdd.conf', render: (_, router) => renderBfddConf(router) },
} as const satisfies Record<RoutingDaemon, ConfigurationFile>;

/** Of a daemon that is configured by nothing but lines of the topology. */
function ownLinesFor(daemon: RoutingDaemon): ConfigurationFile['render'] {
  return (_, router) => {
    const own = ownSection(router, daemon);
    if (own.length === 0) return undefined;
    return `${[`hostname ${router.name}`, 'log timestamp precision 6', '!', ...own].join('\n')}\n`;
  };
}

/** What the daemons of a router read, for those that have something to. */
export function routerConfigurations(
  plan: LabPlan,
  router: RouterPlan,
): readonly { readonly daemon: RoutingDaemon; readonly path: string; readonly content: string }[] {
  return ROUTING_DAEMONS.flatMap((daemon) => {
    const { path, render } = CONFIGURATIONS[daemon];
    const content = render(plan, router);
    return content === undefined ? [] : [{ daemon, path, content }];
  });
}
