import type { RouterPlan } from '../plan/lab-plan.ts';

/** Settings of the shell on a router: its prompt, and that bgpd's configuration stays a file of its own. */
export function renderVtyshConf(router: RouterPlan): string {
  return `no service integrated-vtysh-config\nhostname ${router.name}\n`;
}
