/** What the fabric's agent is asked, so that routers that run do what another plan says of them. */
import type { ConfigureRouter, NodeProcess } from '../engine/agent-messages.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { configChanges } from '../render/config-changes.ts';
import { CONFIGURATIONS } from '../render/router-configurations.ts';

/** The daemons whose configurations can change; OSPF first, as bgpd chooses by what it says. */
const DAEMONS = ['ospfd', 'ospf6d', 'bgpd'] as const satisfies readonly ConfigureRouter['daemon'][];

/** A router whose configuration becomes another, that of one of its daemons. */
export interface Reconfigured extends Omit<ConfigureRouter, 'pid'> {
  readonly name: string;
}

/**
 * The routers that have to be changed, once for each daemon that is concerned.
 * @param before the plans of which they may have parts: one, or two where a change was cut short
 */
export function reconfigured(before: readonly LabPlan[], after: LabPlan): readonly Reconfigured[] {
  const old = before.map((plan) => ({
    plan,
    routers: new Map(plan.nodes.filter(isRouter).map((router) => [router.name, router])),
  }));
  return DAEMONS.flatMap((daemon) => {
    const { path, render } = CONFIGURATIONS[daemon];
    return after.nodes.filter(isRouter).flatMap((router): readonly Reconfigured[] => {
      const content = render(after, router);
      if (content === undefined) return [];
      const configurations = old.map(({ plan, routers }) => {
        const was = routers.get(router.name);
        return was === undefined ? '' : (render(plan, was) ?? '');
      });
      const changes = configChanges(configurations, content);
      return changes.length === 0 ? [] : [{ name: router.name, daemon, path, content, changes }];
    });
  });
}

/** Puts processes to them; those that do not run are left out, and have to be told of their changes otherwise. */
export function withProcesses(
  routers: readonly Reconfigured[],
  processes: readonly NodeProcess[],
): readonly ConfigureRouter[] {
  const pids = new Map(processes.map(({ name, pid }) => [name, pid]));
  return routers.flatMap((router) => {
    const pid = pids.get(router.name);
    return pid === undefined ? [] : [{ ...router, pid }];
  });
}
