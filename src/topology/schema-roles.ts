import * as z from 'zod';
import { SERVICE_ROLES } from './topology.ts';

/** What the servers of a service do, where it has no zone of its own. */
export const serviceRole = z.enum(SERVICE_ROLES, { error: `one of ${SERVICE_ROLES.join(', ')}` }).meta({
  description:
    '`resolver`: its sites run Unbound, `res1.SITE`, which resolves what the other services have zones for. What a site says of its `servers` is not about it, and there can be no `balancer` before it.',
  defaultText: 'its servers are authoritative for its `zone`',
  examples: ['resolver'],
});
