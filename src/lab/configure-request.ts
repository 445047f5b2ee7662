/** What the fabric's agent is asked, so that routers that run do what another plan says of them. */
import type { ConfigureRouter, NodeProcess } from '../engine/fabric-agent.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { configChanges } from '../render/config-changes.ts';
import { FRR_CONF, renderFrrConf } from '../render/frr-conf.ts';

/** A router whose configuration becomes another. */
export interface Reconfigured extends Omit<ConfigureRouter, 'pid'> {
  readonly name: string;
}

/**
 * The routers that have to be changed.
 * @param before the plans of which they may have parts: one, or two where a change was cut short
 */
export function reconfigured(before: readonly LabPlan[], after: LabPlan): readonly Reconfigured[] {
  const old = before.map((plan) => {
    const routers = new Map(plan.nodes.filter(isRouter).map((router) => [router.name, router]));
    return (name: string): string => {
      const router = routers.get(name);
      return router === undefined ? '' : renderFrrConf(plan, router);
    };
  });
  return after.nodes.filter(isRouter).flatMap((router: RouterPlan): readonly Reconfigured[] => {
    const content = renderFrrConf(after, router);
    const changes = configChanges(
      old.map((configuration) => configuration(router.name)),
      content,
    );
    return changes.length === 0 ? [] : [{ name: router.name, path: FRR_CONF, content, changes }];
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
