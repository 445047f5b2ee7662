import type { ServersForm } from './schema-servers.ts';
import type { ServerLimits } from './topology.ts';

/** What a site says of how much its servers can do. */
export function readServerLimits(form: ServersForm = {}): ServerLimits {
  if (Array.isArray(form) || typeof form !== 'object') return {};
  const { cpu, 'rate-limit': rateLimit } = form;
  return { ...(cpu === undefined ? {} : { cpu }), ...(rateLimit === undefined ? {} : { rateLimit }) };
}
