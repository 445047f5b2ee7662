import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';

/** What servers do for each client by itself they cannot do behind a balancer, which is the only client that they meet. */
export function balancersLeaveServersTheirs({ sites }: Draft): readonly Diagnostic[] {
  return sites.flatMap(({ text: site, balancer, serverLimits, at }): readonly Diagnostic[] => {
    if (balancer === undefined) return [];
    const keys = [
      ...(serverLimits.tls ? (['tls'] as const) : []),
      ...(serverLimits.rateLimit === undefined ? [] : (['rate-limit'] as const)),
    ];
    return keys.map(
      (key) => ({ code: 'balancer-before-limits', args: { site, key }, location: at }) as const,
    );
  });
}
