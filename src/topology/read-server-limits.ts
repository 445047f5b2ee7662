import type { ServersForm } from './schema-servers.ts';
import type { ServerLimits } from './topology.ts';

/** What a site says of what its servers can do, and how much. */
export function readServerLimits(form: ServersForm = {}): ServerLimits {
  if (Array.isArray(form) || typeof form !== 'object') return {};
  const { cpu, 'rate-limit': rateLimit, tls = false } = form;
  return {
    ...(tls ? { tls } : {}),
    ...(cpu === undefined ? {} : { cpu }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}
