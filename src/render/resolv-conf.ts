/** Whom a client's programs ask for names: resolv.conf(5). */
import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import { RESOLVER_ADDRESS } from '../plan/users.ts';

export const RESOLV_CONF = '/etc/resolv.conf';

/** Without a resolver of its own a client's is the service, a resolver if there is one: what it looks up goes to the site its network leads to. */
export function renderResolvConf(plan: LabPlan, { resolver }: ClientPlan): string {
  return nameServers(plan, resolver !== undefined)
    .map((address) => `nameserver ${address}\n`)
    .join('');
}

function nameServers({ services }: LabPlan, hasItsOwn: boolean): readonly string[] {
  if (hasItsOwn) return [RESOLVER_ADDRESS];
  const resolvers = services.filter(({ role }) => role === 'resolver');
  return (resolvers.length > 0 ? resolvers : services).flatMap(({ prefixes }) =>
    prefixes.map(({ address }) => address),
  );
}
