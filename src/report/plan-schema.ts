/** The parts of a plan that figures and drawings need. The rest is kept as it is, for readers and for later versions. */
import * as z from 'zod';

export const family = z.union([z.literal(4), z.literal(6)]);

/** BGP timers in seconds. */
const timers = z.looseObject({
  profile: z.string().optional(),
  keepalive: z.number(),
  hold: z.number(),
  connectRetry: z.number(),
  advertisementInterval: z.number(),
});

const neighbor = z.looseObject({
  node: z.string(),
  family,
  link: z.string(),
  relationship: z.enum(['customer', 'provider', 'peer', 'internal', 'route-server-client']),
  timers,
});

const router = z.looseObject({
  role: z.enum(['edge', 'router']),
  name: z.string(),
  asn: z.int(),
  services: z.array(z.string()),
  neighbors: z.array(neighbor),
});

const server = z.looseObject({ role: z.literal('server'), name: z.string(), site: z.string() });
const balancer = z.looseObject({ role: z.literal('balancer'), name: z.string(), site: z.string() });
const client = z.looseObject({ role: z.literal('client'), name: z.string(), router: z.string() });

const primary = z.looseObject({ role: z.literal('primary'), name: z.string(), router: z.string() });

const link = z.looseObject({
  name: z.string(),
  kind: z.string(),
  ports: z.array(z.looseObject({ node: z.string(), interface: z.string() })),
});

const service = z.looseObject({
  name: z.string(),
  prefixes: z.array(z.looseObject({ family, prefix: z.string(), address: z.string() })),
  sites: z.array(z.string()),
});

export const planSchema = z.looseObject({
  name: z.string(),
  topology: z.string(),
  timers,
  services: z.array(service),
  nodes: z.array(z.discriminatedUnion('role', [router, balancer, server, client, primary])),
  links: z.array(link),
});
