import type { RouterPlan } from '../plan/lab-plan.ts';
import type { Bfd } from '../topology/topology.ts';
import { ownSection } from './own-lines.ts';

/** Name of the profile that holds such timers; bgpd refers to it. */
export function bfdProfileName({ interval, multiplier }: Bfd): string {
  return `${interval}ms-x${multiplier}`;
}

/**
 * The configuration of a router's bfdd: a profile for each pair of timers in use. Which sessions there are bgpd tells it. Timers
 * in bgpd's own configuration would work too, but not under 50 ms, and FRR does not show them.
 * @returns undefined where the router has no BFD session and no lines of its own for bfdd, and so needs none
 */
export function renderBfddConf(router: RouterPlan): string | undefined {
  const used = router.neighbors.flatMap(({ bfd }) => bfd ?? []);
  const profiles = new Map(used.map((bfd) => [bfdProfileName(bfd), bfd]));
  const own = ownSection(router, 'bfdd');
  if (profiles.size === 0 && own.length === 0) return undefined;
  const lines = [
    `hostname ${router.name}`,
    'log timestamp precision 6',
    '!',
    'bfd',
    ...[...profiles].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, bfd]) => profile(name, bfd)),
    'exit',
    ...own,
  ];
  return `${lines.join('\n')}\n`;
}

function profile(name: string, { interval, multiplier }: Bfd): readonly string[] {
  return [
    ` profile ${name}`,
    `  detect-multiplier ${multiplier}`,
    `  transmit-interval ${interval}`,
    `  receive-interval ${interval}`,
    ' exit',
    ' !',
  ];
}
