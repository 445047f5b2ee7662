import type { ServerKind, ServiceRole } from './topology.ts';

/** What runs at a site for a service with a role, and what its servers' names begin with. */
export const ROLE_SERVERS = {
  resolver: { kind: 'unbound', prefix: 'res' },
  root: { kind: 'nsd', prefix: 'root' },
  tld: { kind: 'nsd', prefix: 'tld' },
} as const satisfies Record<ServiceRole, { readonly kind: ServerKind; readonly prefix: string }>;
