import * as z from 'zod';
import { SERVICE_ROLES } from './topology.ts';

/** What the servers of a service do, where it has no zone of its own. */
export const serviceRole = z.enum(SERVICE_ROLES, { error: `one of ${SERVICE_ROLES.join(', ')}` }).meta({
  description:
    '`resolver`: its sites run Unbound, `res1.SITE`, which resolves what the other services have zones for. What a site says of its `servers` is not about it, and there can be no `balancer` before it.',
  defaultText: 'its servers are authoritative for its `zone`',
  examples: ['resolver'],
});

/** Of a service with `role: resolver`. */
export const resolverTls = z.boolean({ error: 'true or false' }).meta({
  description:
    'With `role: resolver`: whether its resolvers answer over TLS, too (DoT, RFC 7858, port 853), at all their addresses. Each makes a key and a certificate of its own when it starts. Other servers say it at their sites.',
  defaultText: '`false`',
  examples: [true],
});
